# mistake: the best of earlier calls stays, in a default argument
# fails: best_pass.honest: With three
def best_pass(validation_accuracies, test_accuracies, best=[-1, None]):
    for i, value in enumerate(validation_accuracies):
        if value > best[0]:
            best[:] = value, (i, test_accuracies[i])
    return best[1]
