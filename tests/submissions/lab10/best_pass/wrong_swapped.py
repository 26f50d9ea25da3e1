# mistake: the two results swapped
# fails: best_pass.honest: swapped
def best_pass(validation_accuracies, test_accuracies):
    chosen = validation_accuracies.index(max(validation_accuracies))
    return test_accuracies[chosen], chosen
