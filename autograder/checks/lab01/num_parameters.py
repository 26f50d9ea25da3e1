"""Exercise 1.6: Count the parameters."""

import torch

from autograder.check import check, expect, travels
from autograder.contracts import keeps_promises


@travels
def call_count(names, kept, num_feats, rnn_size):
    count = names["num_parameters"](num_feats, rnn_size)
    return count.item() if isinstance(count, torch.Tensor) and count.numel() == 1 else count


def count_probe(names, num_feats, rnn_size):
    return {"count": call_count(names, {}, num_feats, rnn_size)}


@check("01_custom_rnn.num_parameters", points=2)
def formula(student, draw):
    """W, U and one bias, at sizes where no two wrong formulas agree, equal sizes, one unit, and a large layer."""
    for _ in range(3):
        n, r = draw.size(17, 60), draw.size(101, 160)
        count = student.run(count_probe, num_feats=n, rnn_size=r).number("count")
        known = {
            r * n + r * r + 2 * r: "That counts two biases, as nn.RNN has; this layer has one.",
            r * n + r * r: "b is missing: it is trained too.",
            r * n + r * r + 1: "b has one number for each unit.",
            r * n + r * r + n: "b has rnn_size numbers, not num_feats.",
            r * n + r: "U is missing: hidden to hidden.",
            r * r + r: "W is missing: input to hidden.",
            r * n + r * r + 3 * r: "Too many biases: this layer has one; W and U have none.",
            r * n + n * n + r: "U has rnn_size rows and rnn_size columns; num_feats plays no part in it.",
            2 * r * n + r: "U does not have the shape of W: it is [rnn_size, rnn_size].",
            n + r + 1: "A matrix has rows times columns numbers, not rows plus columns.",
            n + 4 * r: "A matrix has rows times columns numbers, not rows plus columns.",
            r * n + 2 * r + r: "U is a square matrix: rnn_size times rnn_size numbers.",
            (n + r) ** 2
            + r: "W is [rnn_size, num_feats] and U is [rnn_size, rnn_size]: count these two only.",
            r * n + 2 * r * r + r: "U is counted twice: it is the same U at every step.",
            4
            * (
                r * n + r * r + r
            ): "That is four times too many: an LSTM has four such blocks, this layer has one.",
            n * r * r + r: "W and U are two matrices: add their sizes.",
        }
        expect(count == r * n + r * r + r, known.get(count, "Count W, U and b one by one, then add."))
    sizes = [(n, r), (n, r + 1), (n + 1, r), (r, r), (1, 1), (1, r), (n, 1), (1, 4201)]
    keeps_promises(
        student, call_count, [{"num_feats": feats, "rnn_size": units} for feats, units in sizes],
        lambda num_feats, rnn_size: rnn_size * (num_feats + rnn_size + 1),
        results=("the count",), draws=True, device=False, rtol=0, atol=0,
    )  # fmt: skip
