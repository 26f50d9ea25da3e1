# mistake: compares whole per cent
# fails: best_pass.honest: differ by less than
def best_pass(validation_accuracies, test_accuracies):
    per_cent = [round(100 * value) for value in validation_accuracies]
    chosen = per_cent.index(max(per_cent))
    return chosen, test_accuracies[chosen]
