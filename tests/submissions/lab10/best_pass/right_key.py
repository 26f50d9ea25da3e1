# style: max with a key, a list comes back
def best_pass(validation_accuracies, test_accuracies):
    best = max(range(len(validation_accuracies)), key=validation_accuracies.__getitem__)
    print("pass", best)
    return [best, test_accuracies[best]]
