"""Exercise 2.1: The two shapes."""

from itertools import combinations

import torch

from autograder.check import check
from autograder.checks.shared import amiss, never_twice
from autograder.contracts import keeps_promises, said_of

KEYS = "batch_size", "seq_len", "input_size", "hidden_size", "num_layers", "batch_first"


def call_shape(names, kept, which, **sizes):
    answer = names["rnn_shapes"](*sizes.values())
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        amiss("Return two shapes: (output shape, state shape).")
    shape, name = answer[which], ("output", "state")[which]
    never_twice(kept, answer, shape)
    if isinstance(shape, torch.Tensor):
        amiss(f"For the {name} a tensor came back. The task asks for its shape: a tuple of whole numbers.")
    try:
        if not isinstance(shape, (tuple, list)):
            raise TypeError
        return torch.tensor([size.__index__() for size in shape], dtype=torch.int64)
    except (TypeError, AttributeError):
        amiss(f"The {name} shape is a {type(shape).__name__} that does not hold whole numbers only.")


def shape_of(which, batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    return torch.tensor([(*steps, hidden_size), (num_layers, batch_size, hidden_size)][which])


def mistakes_of(**case):
    which, b, t, f, h, layers, first = case.values()
    steps = [b, t] if first else [t, b]
    of_output = {
        "Batch and time stand in the wrong order in the output: look at batch_first.": [*steps[::-1], h],
        "The last axis of the output counts units, so it is hidden_size, not input_size.": [*steps, f],
        "The output holds the last layer only: num_layers plays no part in its shape.": [*steps, h * layers],
        "The output has no axis for layers: it holds the last layer only.": [layers, *steps, h],
        "This is the state's shape. The output's comes first in the pair.": [layers, b, h],
        "The output keeps every time step: it has three axes.": [b, h],
    }
    of_state = {
        "The state never becomes batch-first: its first axis is always num_layers.": [b, layers, h],
        "The state has one vector for every layer: where is num_layers?": [1, b, h],
        "The state keeps an axis for the layers, even when there is only one.": [b, h],
        "The state has one vector for every sequence: its second axis is the batch, not seq_len.": [layers, t, h],
        "The last axis of the state counts units, so it is hidden_size, not input_size.": [layers, b, f],
        "The state has no time axis: it is what is left after the last step.": [layers, b, t, h],
        "This is the output's shape. The state's comes second in the pair.": [*steps, h],
    }  # fmt: skip
    return {hint: torch.tensor(shape) for hint, shape in (of_state if which else of_output).items()}


def expect_shapes(student, draw, which, name):
    """Sizes that all differ, or two of which agree, of one and larger ones, with the batch or the time first."""
    odd = [2 * size + 1 for size in draw.sizes(4, 3, 9)]  # twice one of them is none of them
    rows = [(*draw.shuffled(odd), layers, first) for layers in (2, 1) for first in (True, False)]
    for i, j in combinations(range(5), 2):
        row = draw.sizes(5, 3, 8)
        row[i] = row[j]
        rows += [(*row, True), (*row, False)]
    rows += [(1, 7, 4, 6, 1, True), (6, 1, 4, 5, 3, False), (4, 4, 4, 4, 4, True), (1, 1, 1, 1, 1, False)]
    rows += [(150, 1, 300, 2, 1, True), (1, 70, 2, 300, 1, False), (2, 2, 1, 3, 40, True)]
    sizes = [dict(zip(KEYS, row, strict=True)) for row in rows]
    keeps_promises(
        student, call_shape, [{"which": which} | row for row in sizes], shape_of, mistakes=mistakes_of,
        results=(name,), notes=[*map(said_of, sizes)], draws=True, device=False,
    )  # fmt: skip


@check("02_rnn_shapes.shapes", points=1.5)
def output_shape(student, draw):
    """The first of the two, for many sizes."""
    expect_shapes(student, draw, 0, "the output shape")


@check("02_rnn_shapes.shapes", points=1.5)
def state_shape(student, draw):
    """The second of the two, for many sizes."""
    expect_shapes(student, draw, 1, "the state shape")
