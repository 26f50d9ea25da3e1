"""Exercise 3.2: The shapes, once and for all."""

import torch

from autograder.check import check
from autograder.checks.shared import never_twice
from autograder.contracts import keeps_promises


def call_shapes(names, kept, which, **sizes):
    pair = names["bidirectional_shapes"](*sizes.values())
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        return pair if pair is None else "no pair"
    shape = pair[which == "state"]
    if not isinstance(shape, (tuple, list)) or any(isinstance(n, torch.Tensor) for n in shape):
        return "no tuple"
    never_twice(kept, pair, shape)
    return torch.tensor(shape, device="cpu")


def right_shapes(which, batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    state = [d * num_layers, batch_size, hidden_size]
    return torch.tensor(state if which == "state" else [batch_size, seq_len, d * hidden_size])


def judge_shapes(student, draw, which, axes, known, **options):
    """Two cases of drawn sizes, then those where one size is another, then equal, long and single ones, many layers."""
    b, t, h = draw.size(17, 24), draw.choice([11, 13]), draw.size(33, 40)
    # not the lab's own 3, and no sum of small numbers gives 6; who asks a real layer waits for each
    n = draw.choice([7, 8])
    sizes = [(b, t, h, n), (t, b, h, 2), (b, 9, h, n), (9, t, h, 2), (b, t, 9, 2), (b, t, h, 2)]
    sizes += [(b, 70, 1, 1), (130, 3, 2, 2), (1, 6, 5, 1), (6, 1, 5, 2), (2, 3, 2, 13)]
    sizes += [(1, 1, 7, 3), (1, 1, 1, 1), (4, 4, 4, 4)]
    keys = ("batch_size", "seq_len", "hidden_size", "num_layers", "bidirectional")
    sizes = [(*four, two) for four in sizes for two in (True, False)]
    cases = [{"which": which, **dict(zip(keys, five, strict=True))} for five in sizes]

    def mistakes_of(which, **sizes):
        hints = {"Return a pair of shapes: (output shape, state shape).": "no pair"}
        hints["A shape is one flat tuple of ints."] = "no tuple"
        for hint, *some in known(*sizes.values()):
            hints |= {f"{hint}{' ' * i}": torch.tensor(shape) for i, shape in enumerate(some)}
        return hints

    keeps_promises(
        student, call_shapes, cases, right_shapes, mistakes=mistakes_of, draws=True, device=False,
        results=(f"the shape of {which} ({axes}), in whole numbers,",), **options,
    )  # fmt: skip


def known_outputs(b, t, h, n, two):
    """Return known mistakes in the shape of the output, each with the shapes that it gives."""
    d = 2 if two else 1
    return (
        ("The state's shape came first: the order is (output, state).", (d * n, b, h)),
        ("output: each step joins the vectors of two directions.", (b, t, h)),
        ("output: with bidirectional=False there is one vector per step.", (b, t, 2 * h)),
        ("output: with batch_first=True the batch comes first.", (t, b, d * h)),
        ("output shows the last layer only: num_layers plays no part.", (b, t, n * h), (b, t, d * n * h)),
        ("output: the directions have no axis of their own; they share the last.", (b, t, d, h)),
        ("output has one vector for every step: where is seq_len?", (b, d * h)),
        ("output: the directions are joined on the last axis, not in time.", (b, d * t, h)),
        ("output: the directions are joined on the last axis, not in the batch.", (d * b, t, h)),
    )


def known_states(b, t, h, n, two):
    """Return known mistakes in the shape of the state, each with the shapes that it gives."""
    d = 2 if two else 1
    return (
        ("The output's shape came second: the order is (output, state).", (b, t, d * h)),
        ("state: every direction keeps a final state of its own.", (n, b, h)),
        ("state: with bidirectional=False there is one row per layer.", (2 * n, b, h)),
        ("state never becomes batch-first: batch_first changes the output only.", (b, d * n, h)),
        ("state: directions are joined in output, but stacked in state.", (n, b, d * h)),
        ("state: every layer keeps a final state of its own.", (d, b, h), (1, b, d * h)),
        ("state has one final vector for each sequence, not for each step.", (d * n, t, h)),
        ("state: layers times directions: a product, not a sum.", (n + d, b, h), (n + d - 1, b, h)),
        ("state: layer and direction share the first axis.", (n, d, b, h), (d, n, b, h)),
        ("state: one row holds one direction, so hidden_size numbers.", (d * n, b, d * h)),
        ("state has a vector for every sequence of the batch: where is batch_size?", (d * n, h)),
        ("state: the last axis is hidden_size.", (d * n, h, b)),
        ("state: 6 and 3 rows fit the sizes of section 2 only: use num_layers.", (3 * d, b, h)),
    )


@check("03_bidirectional.shapes", points=1.5)
def output(student, draw):
    """The shape of the output, for one and two directions and all kinds of sizes; what every exercise promises."""
    judge_shapes(student, draw, "output", "[batch, step, what one step returns]", known_outputs)


@check("03_bidirectional.shapes", points=1.5)
def state(student, draw):
    """The shape of the state, for one and two directions and all kinds of sizes."""
    axes = "[layers and directions, batch, one final vector]"
    judge_shapes(student, draw, "state", axes, known_states, promises=False)
