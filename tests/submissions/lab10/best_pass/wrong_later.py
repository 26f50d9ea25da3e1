# mistake: of equals the later one
# fails: best_pass.honest: earlier
def best_pass(validation_accuracies, test_accuracies):
    chosen = 0
    for number, value in enumerate(validation_accuracies):
        if value >= validation_accuracies[chosen]:
            chosen = number
    return chosen, test_accuracies[chosen]
