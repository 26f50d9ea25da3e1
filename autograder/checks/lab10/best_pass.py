"""Exercise 10.6: Choose, then report."""

import json

from autograder.check import check
from autograder.contracts import keeps_promises

CASES = {  # what is said of validation and test accuracies
    "With nine passes": ([0.31, 0.75, 0.33, 0.36, 0.75, 0.1, 0.34, 0.37, 0.35], [0.36, 0.32, 0.33, 0.3, 0.8, 0.35, 0.37, 0.85, 0.34]),
    "With three passes": ([0.3, 0.5, 0.4], [0.2, 0.45, 0.6]),
    "Where the accuracy falls, and then rises higher": ([0.2, 0.1, 0.3], [0.7, 0.9, 0.15]),
    "With one pass that has the accuracy 0": ([0.0], [0.25]),
    "Where no validation review is ever right": ([0.0, 0.0, 0.0], [0.1, 0.3, 0.2]),
    "Where the first pass is the best": ([0.6, 0.3, 0.4, 0.6], [0.2, 0.5, 0.4, 0.9]),
    "Where the last pass is the best": ([0.1, 0.2, 0.1, 0.3], [0.9, 0.1, 0.5, 0.4]),
    "Where the accuracy falls first and rises later": ([0.5, 0.2, 0.4, 0.3, 0.7, 0.1], [0.6, 0.5, 0.4, 0.3, 0.2, 0.1]),
    "Where the best two differ by less than 1 in 100,000": ([0.5, 0.700001, 0.700004, 0.6], [0.6, 0.5, 0.41, 0.4]),
    "Where the earlier of two best has the lower test accuracy": ([0.5, 0.7, 0.7], [0.6, 0.2, 0.9]),
    "Where the test accuracy of the chosen pass is 0": ([0.5, 0.7, 0.2], [0.6, 0.0, 0.9]),
    "With 300 passes": ([(7 * i % 300) / 300 for i in range(300)], [(11 * i % 300) / 300 for i in range(300)]),
}  # fmt: skip


def call_best(names, kept, validation, test):
    import json

    lists = json.loads(validation), json.loads(test)
    answer = names["best_pass"](*lists)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise TypeError("return two things: (number of the pass, test accuracy)")
    return json.dumps(lists), *answer


def best_of(validation, test):
    values, reported = json.loads(validation), json.loads(test)
    chosen = values.index(max(values))
    return json.dumps((values, reported)), chosen, reported[chosen]


def mistakes_of(validation, test):
    """Return hint → (pass, accuracy) that a known mistake gives."""
    values, reported = json.loads(validation), json.loads(test)
    last = len(values) - 1
    right, later = values.index(max(values)), last - values[::-1].index(max(values))
    worst, on_test = values.index(min(values)), reported.index(max(reported))
    falls = next((i for i in range(last) if values[i + 1] <= values[i]), last)
    known = {
        "You stop at the first pass that is not better: a later one may be the best.": (falls, reported[falls]),
        "The two are swapped: the number of the pass first, then the test accuracy.": (reported[right], right),
        "You chose the pass by its test accuracy. Then the test set is used up: choose on the validation set.": (on_test, reported[on_test]),
        "You take the last pass. Take the best one on the validation set.": (last, reported[last]),
        "Two passes are equally good on the validation set: take the earlier one.": (later, reported[later]),
        "This is the worst pass on the validation set.": (worst, reported[worst]),
        "The passes are counted from 0.": (right + 1, reported[right]),
        "You report the validation accuracy. Report the test accuracy of that pass.": (right, values[right]),
        "You report the best test accuracy of all passes. Report that of the chosen pass.": (right, reported[on_test]),
        "You report the test accuracy of the last pass, not of the chosen one.": (right, reported[last]),
    }  # fmt: skip
    return {said: (None, *pair) for said, pair in known.items()}


@check("10_sentiment.best_pass", points=1)
def honest(student, draw):
    """The first best pass on validation, and its own test accuracy, for any lists; the lists stay."""
    lists = CASES | {
        "With six passes": [(0.3 + draw.permutation(6).double() / 10).tolist() for _ in range(2)]
    }
    cases = [{"validation": json.dumps(v), "test": json.dumps(t)} for v, t in lists.values()]
    keeps_promises(
        student, call_best, cases, best_of, notes=tuple(lists), mistakes=mistakes_of, device=False, rtol=0, atol=1e-9,
        results=("what the caller's two lists hold afterwards", "the number of the pass", "the test accuracy"),
    )  # fmt: skip
