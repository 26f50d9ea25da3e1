# mistake: the list is sorted in place
# fails: best_pass.honest: lists hold afterwards
def best_pass(validation_accuracies, test_accuracies):
    validation_accuracies.sort(reverse=True)
    return 0, test_accuracies[0]
