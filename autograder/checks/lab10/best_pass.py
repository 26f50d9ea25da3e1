"""Exercise 10.6: Choose, then report."""

import json

import torch

from autograder.check import check, expect
from autograder.contracts import keeps_promises

CASES = {  # what is said of validation and test accuracies
    "With three passes": ([0.3, 0.5, 0.4], [0.2, 0.45, 0.6]),
    "With three other passes": ([0.2, 0.1, 0.3], [0.7, 0.9, 0.15]),
    "With one pass that has the accuracy 0": ([0.0], [0.25]),
    "Where no validation review is ever right": ([0.0, 0.0, 0.0], [0.1, 0.3, 0.2]),
    "Where the first pass is the best": ([0.6, 0.3, 0.4, 0.6], [0.2, 0.5, 0.4, 0.9]),
    "Where the last pass is the best": ([0.1, 0.2, 0.1, 0.3], [0.9, 0.1, 0.5, 0.4]),
    "Where the accuracy falls first and rises later": ([0.5, 0.2, 0.4, 0.3, 0.7, 0.1], [0.6, 0.5, 0.4, 0.3, 0.2, 0.1]),
    "Where the best two differ by less than 1 in 100,000": ([0.5, 0.700001, 0.700004, 0.6], [0.6, 0.5, 0.41, 0.4]),
    "Where the earlier of two best has the lower test accuracy": ([0.5, 0.7, 0.7], [0.6, 0.2, 0.9]),
    "Where the test accuracy of the chosen pass is 0": ([0.5, 0.7, 0.2], [0.6, 0.0, 0.9]),
    "With 150 passes": ([(7 * i % 150) / 150 for i in range(150)], [(11 * i % 150) / 150 for i in range(150)]),
}  # fmt: skip


def call_best(names, kept, validation, test):
    import json

    lists = json.loads(validation), json.loads(test)
    chosen, accuracy = names["best_pass"](*lists)
    return json.dumps(lists), chosen, accuracy


def best_of(validation, test):
    values, reported = json.loads(validation), json.loads(test)
    chosen = values.index(max(values))
    return json.dumps((values, reported)), chosen, reported[chosen]


def best_probe(names, validation, test):
    """Return the student's pass and accuracy."""
    answer = names["best_pass"](validation.tolist(), test.tolist())
    pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    return {"pair": True, "pass": answer[0], "accuracy": answer[1]} if pair else {"pair": False}


@check("10_sentiment.best_pass", points=1)
def honest(student, draw):
    """The first best pass on validation, and its own test accuracy, for any lists; the lists stay."""
    first, second, count = draw.size(1, 2), 4, 9
    best_test, low = draw.sizes(2, 5, 7)
    validation, test = (0.3 + draw.permutation(count).double() / 100 for _ in range(2))
    validation[[first, second, low]] = torch.tensor([0.75, 0.75, 0.1]).double()
    test[[best_test, second]] = torch.tensor([0.85, 0.8]).double()
    reply = student.run(best_probe, validation=validation, test=test)
    expect(reply.flag("pair"), "Return two things: (number of the pass, test accuracy).")
    found = reply.number("pass"), reply.number("accuracy")
    for place, other, hint in (
        (0, test[first], "The two are swapped: the number of the pass first, then the test accuracy."),
        (0, best_test, "You chose the pass by its test accuracy. Then the test set is used up: choose on the validation set."),
        (0, count - 1, "You take the last pass. Take the best one on the validation set."),
        (0, second, "Two passes are equally good on the validation set: take the earlier one."),
        (0, low, "This is the worst pass on the validation set."),
        (0, first + 1, "The passes are counted from 0."),
        (1, 0.75, "You report the validation accuracy. Report the test accuracy of that pass."),
        (1, test[best_test], "You report the best test accuracy of all passes. Report that of the chosen pass."),
        (1, test[-1], "You report the test accuracy of the last pass, not of the chosen one."),
    ):  # fmt: skip
        expect(abs(found[place] - other) > 1e-6, hint)
    cases = [
        dict(zip(("validation", "test"), map(json.dumps, lists), strict=True)) for lists in CASES.values()
    ]
    keeps_promises(
        student, call_best, cases, best_of, notes=tuple(CASES), device=False, rtol=0, atol=1e-9,
        results=("what the caller's two lists hold afterwards", "the number of the pass", "the test accuracy"),
    )  # fmt: skip
