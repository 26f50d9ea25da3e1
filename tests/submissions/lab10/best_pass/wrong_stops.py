# mistake: stops where the accuracy falls
# fails: best_pass.honest: number of the pass differs
def best_pass(validation_accuracies, test_accuracies):
    chosen = 0
    while chosen + 1 < len(validation_accuracies) and validation_accuracies[chosen + 1] > validation_accuracies[chosen]:
        chosen += 1
    return chosen, test_accuracies[chosen]
