# mistake: the pass by validation, but the best test accuracy reported
# fails: best_pass.honest: best test accuracy
def best_pass(validation_accuracies, test_accuracies):
    chosen = validation_accuracies.index(max(validation_accuracies))
    return chosen, max(test_accuracies)
