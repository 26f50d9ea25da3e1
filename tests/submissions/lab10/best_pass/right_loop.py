# style: a loop with >
def best_pass(validation_accuracies, test_accuracies):
    best, accuracy = 0, validation_accuracies[0]
    for number, value in enumerate(validation_accuracies):
        if value > accuracy:
            best, accuracy = number, value
    return best, test_accuracies[best]
