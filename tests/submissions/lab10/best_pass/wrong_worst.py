# mistake: min instead of max, as for a loss
# fails: best_pass.honest: worst pass
def best_pass(validation_accuracies, test_accuracies):
    chosen = validation_accuracies.index(min(validation_accuracies))
    return chosen, test_accuracies[chosen]
