# mistake: takes the chosen entry out of the caller's list
# fails: best_pass.honest: lists hold afterwards
def best_pass(validation_accuracies, test_accuracies):
    chosen = validation_accuracies.index(max(validation_accuracies))
    return chosen, test_accuracies.pop(chosen)
