"""Exercise 3.5: Count what is added."""

import torch
from torch import nn

from autograder.check import check
from autograder.checks.lab03.common import LAB, one_way
from autograder.contracts import keeps_promises


def call_extra(names, kept, input_size, hidden_size, num_layers):
    extra = names["extra_parameters"](input_size, hidden_size, num_layers)
    return extra.item() if isinstance(extra, torch.Tensor) and extra.numel() == 1 else extra


def right_extra(input_size, hidden_size, num_layers):
    """Return what torch gives, as a number."""
    sizes, count = (input_size, hidden_size, num_layers), [0, 0]
    for two in (False, True):
        rnn = nn.RNN(*sizes, bidirectional=two, device="meta")
        count[two] = sum(p.numel() for p in rnn.parameters())
    return count[1] - count[0]


def judge_extra(student, sizes, known, **options):
    """Compare the student's number with torch's at all sizes, and see that every promise is kept."""
    keys = ("input_size", "hidden_size", "num_layers")

    def mistakes_of(input_size, hidden_size, num_layers):
        telling = input_size > hidden_size > 1  # else formulas agree by chance
        return {hint: f(input_size, hidden_size, num_layers) for hint, f in known.items()} if telling else {}

    keeps_promises(
        student, call_extra, [dict(zip(keys, size, strict=True)) for size in sizes], right_extra,
        mistakes=mistakes_of, **options,
        results=("the number (write down the shape of every tensor of one layer first)",), draws=True, device=False,
    )  # fmt: skip


@check(f"{LAB}.extra_parameters", points=1)
def first_layer(student, draw):
    """One layer: drawn sizes, equal ones, single ones, and more parameters than float32 can count."""
    i, h, more = draw.choice([28, 29, 33, 34, 36]), draw.choice([5, 7, 9]), draw.size(41, 60)
    sizes = [
        (i, h, 1),
        (more, h, 1),
        (h, i, 1),
        (h, h, 1),
        (1, 1, 1),
        (1, h, 1),
        (i, 1, 1),
        (2 * h, h, 1),
        (2998, 3001, 1),
    ]
    judge_extra(student, sizes, {
        "One bias is missing: torch keeps b_ih and b_hh.": lambda i, h, n: h * (i + h + 1),
        "The biases are missing.": lambda i, h, n: h * (i + h),
        "That counts both directions: the question is how many are added.":
            lambda i, h, n: 2 * h * (i + h + 2),
        "That is a ratio: the question is how many are added.": lambda i, h, n: 2.0,
        "With one layer there are no later layers: they number num_layers - 1.":
            lambda i, h, n: h * (i + h + 2) + 4 * h * h + 2 * h,
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
    }, promises=False)  # fmt: skip


@check(f"{LAB}.extra_parameters", points=2)
def later_layers(student, draw):
    """More layers: the known mistakes are named, and what every exercise promises."""
    i, h, more = draw.choice([28, 29, 33, 34, 36]), draw.choice([5, 7, 9]), draw.size(41, 60)
    sizes = [
        (i, h, draw.choice([4, 6])),  # not h: two mistakes would give one number
        (i, h, 2),
        (more, h, 3),
        (h, more, 4),
        (more, h, 2),
        (i, more, 2),
        (h, h, 2),
    ]
    sizes += [(1, 1, 3), (1, h, 6), (i, 1, 12), (i, h, 30), (100, 1500, 4)]

    def first(i, h):
        return h * (i + h + 2)

    judge_extra(student, sizes, {
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
