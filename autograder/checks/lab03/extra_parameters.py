"""Exercise 3.5: Count what is added."""

import torch
from torch import nn

from autograder.check import check
from autograder.contracts import keeps_promises

TWICE = "That counts both directions: the question is how many are added."
ONE_BIAS = "One bias is missing: torch keeps b_ih and b_hh."
CROSSED = "The states of one direction do not feed the other: the hidden-to-hidden matrix is not doubled."


def call_extra(names, kept, input_size, hidden_size, num_layers):
    extra = names["extra_parameters"](input_size, hidden_size, num_layers)
    return extra.item() if isinstance(extra, torch.Tensor) and extra.numel() == 1 else extra


def right_extra(**sizes):
    """Return what torch gives, as a number."""
    one, two = (nn.RNN(**sizes, bidirectional=both, device="meta").parameters() for both in (False, True))
    return sum(p.numel() for p in two) - sum(p.numel() for p in one)


def judge_extra(student, sizes, known, **options):
    """Compare the student's number with torch's at all sizes, and see that every promise is kept."""
    keys = ("input_size", "hidden_size", "num_layers")

    def mistakes_of(input_size, hidden_size, num_layers):
        telling = input_size > hidden_size > 1  # else formulas agree by chance
        return known(input_size, hidden_size, num_layers) if telling else {}

    keeps_promises(
        student, call_extra, [dict(zip(keys, size, strict=True)) for size in sizes], right_extra,
        mistakes=mistakes_of, **options,
        results=("the number (write down the shape of every tensor of one layer first)",), draws=True, device=False,
    )  # fmt: skip


def one_layer_mistakes(i, h, n):
    """Return what known mistakes give with one layer."""
    return {
        ONE_BIAS: h * (i + h + 1),
        "The biases are missing.": h * (i + h),
        TWICE: 2 * h * (i + h + 2),
        "That is a ratio: the question is how many are added.": 2.0,
        "With one layer there are no later layers: they number num_layers - 1.": h * (i + h + 2) + 4 * h * h + 2 * h,
        "The hidden-to-hidden matrix is missing.": h * (i + 2),
        "The input-to-hidden matrix is missing.": h * (h + 2),
        "A bias is a vector: it has hidden_size numbers.": h * (i + h) + 2,
        "The first layer reads input_size numbers; only later layers read two directions.": h * (3 * h + 2),
        "The hidden-to-hidden matrix is hidden_size by hidden_size.": h * (2 * i + 2),
        "The biases are counted for both directions.": h * (i + h + 4),
        "Four gates belong to an LSTM; nn.RNN has none.": 4 * h * (i + h + 2),
        CROSSED: h * (i + 2 * h + 2),
    }  # fmt: skip


@check("03_bidirectional.extra_parameters", points=1)
def first_layer(student, draw):
    """One layer: drawn sizes, equal ones, single ones, and more parameters than float32 can count."""
    i, h, more = draw.choice([28, 29, 33, 34, 36]), draw.choice([5, 7, 9]), draw.size(41, 60)
    sizes = (i, h), (more, h), (h, i), (h, h), (1, 1), (1, h), (i, 1), (2 * h, h), (2998, 3001)
    judge_extra(student, [(*size, 1) for size in sizes], one_layer_mistakes, promises=False)


def later_mistakes(i, h, n):
    """Return what known mistakes give with more layers."""
    first, later = h * (i + h + 2), n - 1
    return {
        "Twice the parameters? Only with one layer: a later layer reads 2·hidden_size numbers.": first + later * (2 * h * h + 2 * h),
        "Every layer was counted like the first; later layers do not read input_size numbers.": n * first,
        "The forward direction of the later layers grows too: it also reads both directions.":
            first + later * (3 * h * h + 2 * h),
        "The later layers number num_layers - 1.": first + n * (4 * h * h + 2 * h),
        "Later layers were counted whole: subtract what they have with one direction.":
            first + later * (6 * h * h + 4 * h),
        "num_layers has no effect.": first,
        TWICE: 2 * first + later * (6 * h * h + 4 * h),
        ONE_BIAS: h * (i + h + 1) + later * (4 * h * h + h),
        "The biases are missing.": h * (i + h) + later * 4 * h * h,
        "The biases of the later layers are missing.": first + later * 4 * h * h,
        CROSSED: h * (i + 2 * h + 2) + later * (6 * h * h + 2 * h),
    }  # fmt: skip


@check("03_bidirectional.extra_parameters", points=2)
def later_layers(student, draw):
    """More layers: the known mistakes are named, and what every exercise promises."""
    i, h, more = draw.choice([28, 29, 33, 34, 36]), draw.choice([5, 7, 9]), draw.size(41, 60)
    several = draw.choice([4, 6])  # not h: two mistakes would give one number
    sizes = [(i, h, several), (i, h, 2), (more, h, 3), (h, more, 4), (more, h, 2), (i, more, 2), (h, h, 2)]
    sizes += [(1, 1, 3), (1, h, 6), (i, 1, 12), (i, h, 30), (100, 1500, 4)]
    judge_extra(student, sizes, later_mistakes)
