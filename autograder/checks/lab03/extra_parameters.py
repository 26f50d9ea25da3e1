"""Exercise 3.5: Count what is added."""

import torch
from torch import nn

from autograder.check import check, expect_close
from autograder.checks.lab03.common import LAB, one_way


def extra_probe(names, input_size, hidden_size, num_layers):
    extra = names["extra_parameters"](input_size, hidden_size, num_layers)
    if isinstance(extra, torch.Tensor) and extra.numel() == 1:
        extra = extra.item()
    return {"extra": extra}


def judge_extra(student, draw, layer_counts, mistakes):
    """Compare the student's number with torch's at several sizes; a mistake must fit all of them."""
    sizes = [(*draw.sizes(2, 3, 40), num_layers) for num_layers in layer_counts]
    got, expected = [], []
    for features, hidden, num_layers in sizes:
        reply = student.run(extra_probe, input_size=features, hidden_size=hidden, num_layers=num_layers)
        got.append(float(reply.number("extra")))
        one, two = (
            sum(
                p.numel()
                for p in nn.RNN(features, hidden, num_layers, bidirectional=b, device="meta").parameters()
            )
            for b in (False, True)
        )
        expected.append(two - one)

    def at_all(formula):
        return torch.tensor([formula(*size) for size in sizes], dtype=torch.float64)

    expect_close(
        torch.tensor(got, dtype=torch.float64),
        torch.tensor(expected, dtype=torch.float64),
        "The number is not the one torch gives. Write down the shape of every tensor of one layer first.",
        mistakes={hint: at_all(formula) for hint, formula in mistakes.items()},
        rtol=0.0,
        atol=0.25,
    )


@check(f"{LAB}.extra_parameters", points=1)
def first_layer(student, draw):
    judge_extra(student, draw, (1, 1, 1), {
        "One bias is missing: torch keeps b_ih and b_hh.": lambda i, h, n: h * (i + h + 1),
        "The biases are missing.": lambda i, h, n: h * (i + h),
        "That counts both directions: the question is how many are added.":
            lambda i, h, n: 2 * h * (i + h + 2),
        "That is a ratio: the question is how many are added.": lambda i, h, n: 2.0,
        "The hidden-to-hidden matrix is missing.": lambda i, h, n: h * (i + 2),
        "The input-to-hidden matrix is missing.": lambda i, h, n: h * (h + 2),
        "A bias is a vector: it has hidden_size numbers.": lambda i, h, n: h * (i + h) + 2,
        "The first layer reads input_size numbers; only later layers read two directions.":
            lambda i, h, n: h * (3 * h + 2),
        "The hidden-to-hidden matrix is hidden_size by hidden_size.": lambda i, h, n: h * (2 * i + 2),
        "The biases are counted for both directions.": lambda i, h, n: h * (i + h + 4),
        "Four gates belong to an LSTM; nn.RNN has none.": lambda i, h, n: 4 * h * (i + h + 2),
        "The states of one direction do not feed the other: the hidden-to-hidden matrix is not doubled.":
            lambda i, h, n: h * (i + 2 * h + 2),
    })  # fmt: skip


@check(f"{LAB}.extra_parameters", points=2)
def later_layers(student, draw):
    def first(i, h):
        return h * (i + h + 2)

    judge_extra(student, draw, (2, 3, draw.choice([4, 5])), {
        "Twice the parameters? Only with one layer: a later layer reads 2·hidden_size numbers.": one_way,
        "Every layer was counted like the first; later layers do not read input_size numbers.":
            lambda i, h, n: n * first(i, h),
        "The forward direction of the later layers grows too: it also reads both directions.":
            lambda i, h, n: first(i, h) + (n - 1) * (3 * h * h + 2 * h),
        "The later layers number num_layers - 1.": lambda i, h, n: first(i, h) + n * (4 * h * h + 2 * h),
        "Later layers were counted whole: subtract what they have with one direction.":
            lambda i, h, n: first(i, h) + (n - 1) * (6 * h * h + 4 * h),
        "num_layers has no effect.": lambda i, h, n: first(i, h),
        "That counts both directions: the question is how many are added.":
            lambda i, h, n: 2 * first(i, h) + (n - 1) * (6 * h * h + 4 * h),
        "One bias is missing: torch keeps b_ih and b_hh.":
            lambda i, h, n: h * (i + h + 1) + (n - 1) * (4 * h * h + h),
        "The biases are missing.": lambda i, h, n: h * (i + h) + (n - 1) * 4 * h * h,
        "The biases of the later layers are missing.": lambda i, h, n: first(i, h) + (n - 1) * 4 * h * h,
        "The states of one direction do not feed the other: the hidden-to-hidden matrix is not doubled.":
            lambda i, h, n: h * (i + 2 * h + 2) + (n - 1) * (6 * h * h + 2 * h),
    })  # fmt: skip
