# style: from the last pass to the first, with >=; a leftover assert
def best_pass(validation_accuracies, test_accuracies):
    assert len(validation_accuracies) == len(test_accuracies)
    chosen = len(validation_accuracies) - 1
    for i in reversed(range(len(validation_accuracies))):
        if validation_accuracies[i] >= validation_accuracies[chosen]:
            chosen = i
    return chosen, test_accuracies[chosen]
