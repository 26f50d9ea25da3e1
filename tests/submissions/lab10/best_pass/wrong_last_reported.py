# mistake: the pass by validation, the test accuracy of the last pass
# fails: best_pass.honest: of the last pass
def best_pass(validation_accuracies, test_accuracies):
    chosen = validation_accuracies.index(max(validation_accuracies))
    return chosen, test_accuracies[-1]
