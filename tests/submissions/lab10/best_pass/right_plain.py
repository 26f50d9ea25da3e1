# style: as in the lab
# training
def best_pass(validation_accuracies, test_accuracies):
    chosen = validation_accuracies.index(max(validation_accuracies))
    return chosen, test_accuracies[chosen]
