# mistake: the last pass
# fails: best_pass.honest: last pass
def best_pass(validation_accuracies, test_accuracies):
    return len(validation_accuracies) - 1, test_accuracies[-1]
