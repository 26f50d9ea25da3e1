# mistake: the validation accuracy is reported
# fails: best_pass.honest: validation accuracy
def best_pass(validation_accuracies, test_accuracies):
    chosen = validation_accuracies.index(max(validation_accuracies))
    return chosen, validation_accuracies[chosen]
