"""Exercise 10.6: Choose, then report."""

import torch

from autograder.check import (
    Failed,
    check,
    expect,
)


def best_probe(names, validation, test):
    """Return the student's pass and accuracy."""
    validation, test = validation.tolist(), test.tolist()
    before = list(validation), list(test)
    answer = names["best_pass"](validation, test)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False, "got": answer if isinstance(answer, (int, float)) else type(answer).__name__}
    chosen, accuracy = (a.item() if isinstance(a, torch.Tensor) else a for a in answer)
    return {"pair": True, "pass": chosen, "accuracy": accuracy, "kept": before == (validation, test)}


@check("10_sentiment.best_pass", points=1)
def honest(student, draw):
    count = draw.size(7, 12)
    while True:
        first, second, best_test, low = draw.sizes(4, 1, count - 2)
        if first < second and first + 1 not in (second, best_test, low):
            break
    validation = draw.integers(30, 60, count) / 100
    validation[first] = validation[second] = 0.75
    test = draw.permutation(30)[:count] / 100 + 0.3
    test[best_test], test[second] = 0.85, 0.8
    validation[low] = 0.1
    reply = student.run(best_probe, validation=validation.double(), test=test.double())
    if not reply.flag("pair"):
        raise Failed("Return two things: (number of the pass, test accuracy).")
    chosen, accuracy = reply.number("pass"), reply.number("accuracy")

    def is_at(value, place):
        return abs(value - test[place].item()) < 1e-6

    expect(reply.flag("kept"), "The lists that were given are changed. Do not sort in place.")
    expect(
        not (accuracy == int(accuracy) and is_at(chosen, first)),
        "The two are swapped: the number of the pass first, then the test accuracy.",
    )
    expect(
        chosen != best_test,
        "You chose the pass by its test accuracy. Then the test set is used up: choose on the validation set.",
    )
    expect(chosen != count - 1, "You take the last pass. Take the best one on the validation set.")
    expect(chosen != second, "Two passes are equally good on the validation set: take the earlier one.")
    expect(chosen != low, "This is the worst pass on the validation set.")
    expect(chosen != first + 1, "The passes are counted from 0.")
    expect(chosen == first, "This is not the pass with the highest validation accuracy.")
    expect(
        abs(accuracy - 0.75) > 1e-6,
        "You report the validation accuracy. Report the test accuracy of that pass.",
    )
    expect(
        not is_at(accuracy, best_test),
        "You report the best test accuracy of all passes. Report that of the chosen pass.",
    )
    expect(
        not is_at(accuracy, count - 1),
        "You report the test accuracy of the last pass, not of the chosen one.",
    )
    expect(is_at(accuracy, first), "The test accuracy is not that of the chosen pass.")
