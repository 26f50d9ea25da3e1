# mistake: the pass is chosen on the test set
# fails: best_pass.honest: by its test accuracy
def best_pass(validation_accuracies, test_accuracies):
    chosen = test_accuracies.index(max(test_accuracies))
    return chosen, test_accuracies[chosen]
