# mistake: only the accuracy comes back
# fails: best_pass.honest: two things
def best_pass(validation_accuracies, test_accuracies):
    return test_accuracies[validation_accuracies.index(max(validation_accuracies))]
