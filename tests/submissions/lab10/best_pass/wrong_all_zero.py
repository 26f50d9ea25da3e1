# mistake: begins with the accuracy 0 and no pass
# fails: best_pass.honest: accuracy 0
def best_pass(validation_accuracies, test_accuracies):
    best, answer = 0, None
    for i, value in enumerate(validation_accuracies):
        if value > best:
            best, answer = value, (i, test_accuracies[i])
    return answer or (None, None)
