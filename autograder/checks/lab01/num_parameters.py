"""Exercise 1.6: Count the parameters."""

import torch

from autograder.check import check
from autograder.contracts import keeps_promises


def call_count(names, kept, num_feats, rnn_size):
    count = names["num_parameters"](num_feats, rnn_size)
    return count.item() if isinstance(count, torch.Tensor) and count.numel() == 1 else count


def count_of(num_feats, rnn_size):
    return rnn_size * (num_feats + rnn_size + 1)


def mistakes_of(num_feats, rnn_size):
    n, r = num_feats, rnn_size
    return {
        "That counts two biases, as nn.RNN has; this layer has one.": r * n + r * r + 2 * r,
        "b is missing: it is trained too.": r * n + r * r,
        "b has one number for each unit.": r * n + r * r + 1,
        "b has rnn_size numbers, not num_feats.": r * n + r * r + n,
        "U is missing: hidden to hidden.": r * n + r,
        "W is missing: input to hidden.": r * r + r,
        "Too many biases: this layer has one; W and U have none.": r * n + r * r + 3 * r,
        "U has rnn_size rows and rnn_size columns; num_feats plays no part in it.": r * n + n * n + r,
        "U does not have the shape of W: it is [rnn_size, rnn_size].": 2 * r * n + r,
        "A matrix has rows times columns numbers, not rows plus columns.": n + 4 * r,
        "W, U and b have rows times columns numbers each, not one for each row.": n + r + 1,
        "U is a square matrix: rnn_size times rnn_size numbers.": r * n + 3 * r,
        "W is [rnn_size, num_feats] and U is [rnn_size, rnn_size]: count these two only.": (n + r) ** 2 + r,
        "U is counted twice: it is the same U at every step.": r * n + 2 * r * r + r,
        "That is four times too many: an LSTM has four such blocks, this layer has one.": 4 * r * (n + r + 1),
        "W and U are two matrices: add their sizes.": n * r * r + r,
    }  # fmt: skip


@check("01_custom_rnn.num_parameters", points=2)
def formula(student, draw):
    """W, U and one bias, at sizes where no two wrong formulas agree, equal sizes, one unit, and a large layer."""
    n = r = 1
    while len({*mistakes_of(n, r).values(), count_of(n, r)}) <= len(mistakes_of(n, r)):
        n, r = draw.size(17, 60), draw.size(101, 160)
    sizes = [(n, r), (n + 20, r - 20), (n, r + 1), (n + 1, r), (r, n), (r, r)]
    sizes += [(1, 1), (1, r), (n, 1), (1, 4201)]
    cases = [{"num_feats": feats, "rnn_size": units} for feats, units in sizes]
    keeps_promises(
        student, call_count, cases, count_of, mistakes=mistakes_of, draws=True, device=False, rtol=0, atol=0,
        results=("the count (of the numbers in W, U and b)",),
    )  # fmt: skip
