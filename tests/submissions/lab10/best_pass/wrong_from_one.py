# mistake: counted from 1
# fails: best_pass.honest: from 0
def best_pass(validation_accuracies, test_accuracies):
    chosen = validation_accuracies.index(max(validation_accuracies))
    return chosen + 1, test_accuracies[chosen]
