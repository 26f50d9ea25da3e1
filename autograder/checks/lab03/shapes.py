"""Exercise 3.2: The shapes, once and for all."""

import torch

from autograder.check import Failed, check, expect, expect_dtype
from autograder.checks.lab03.common import LAB
from autograder.contracts import keeps_promises, said_of


def shapes_probe(names, **sizes):
    def listed(shape):
        try:
            return torch.tensor(list(shape), device="cpu")
        except (TypeError, ValueError, RuntimeError):
            return shape

    pair = names["bidirectional_shapes"](*sizes.values())
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        return {"pair": False, "none": pair is None}
    return {"pair": True, "output": listed(pair[0]), "state": listed(pair[1])}


def right_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return [batch_size, seq_len, d * hidden_size], [d * num_layers, batch_size, hidden_size]


def cases_of(draw):
    """Return two cases of drawn sizes, then those where one size is another, then equal, long and single ones."""
    b, t, h = draw.sizes(3, 17, 40)
    n = draw.choice([7, 8])  # not the lab's own 3, and no sum of small numbers gives 6
    sizes = [(b, t, h, n), (t, b, h, n), (b, 9, h, n), (9, t, h, n), (b, t, 9, n), (b, t, h, 2)]
    sizes += [(b, 140, 1, 1), (130, 3, 2, 2), (1, 6, 5, 1), (6, 1, 5, 2)]
    sizes += [(1, 1, 7, 3), (1, 1, 1, 1), (4, 4, 4, 4)]
    keys = ("batch_size", "seq_len", "hidden_size", "num_layers", "bidirectional")
    return [dict(zip(keys, (*four, two), strict=True)) for four in sizes for two in (True, False)]


def judge_shapes(student, draw, name, which, said, known):
    """Compare one of the two shapes; the mistakes are named where the sizes are drawn, so that few are alike."""
    for i, case in enumerate(cases_of(draw)):
        reply = student.run(shapes_probe, **case)
        if not reply.flag("pair"):
            expect(not reply.flag("none"), "bidirectional_shapes returned None: is the `return` missing?")
            raise Failed("Return a pair of shapes: (output shape, state shape).")
        shape = reply.tensor(name)
        expect_dtype(shape, torch.int64, "a shape is made of whole numbers; `/` gives a float, `//` an int")
        expect(shape.dim() == 1, "A shape is one flat tuple of numbers.")
        hints = {given: hint for hint, *alike in known(*case.values()) for given in alike if i < 2}
        hint = hints.get(tuple(shape.tolist()), f"{name}: think of {said}. {said_of(case)} it is wrong.")
        expect(shape.tolist() == right_shapes(**case)[which], hint)


def call_shapes(names, kept, **case):
    return torch.tensor(list(names["bidirectional_shapes"](*case.values())[0]), device="cpu")


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


@check(f"{LAB}.shapes", points=1.5)
def output(student, draw):
    """The shape of the output, for one and two directions and all kinds of sizes; what every exercise promises."""
    judge_shapes(student, draw, "output", 0, "[batch, step, what one step returns]", known_outputs)
    keeps_promises(
        student, call_shapes, cases_of(draw), lambda **case: torch.tensor(right_shapes(**case)[0]),
        results=("the shape of output",), draws=True, device=False,
    )  # fmt: skip


@check(f"{LAB}.shapes", points=1.5)
def state(student, draw):
    """The shape of the state, for one and two directions and all kinds of sizes."""
    judge_shapes(student, draw, "state", 1, "[layers and directions, batch, one final vector]", known_states)
