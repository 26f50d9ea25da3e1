"""Exercise 3.2: The shapes, once and for all."""

import torch

from autograder.check import Failed, check, expect, expect_dtype
from autograder.checks.lab03.common import LAB


def shapes_probe(names, batch_size, seq_len, hidden_size, num_layers, bidirectional):
    def sizes(shape):
        try:
            return torch.tensor(list(shape))
        except (TypeError, ValueError, RuntimeError):
            return shape

    pair = names["bidirectional_shapes"](batch_size, seq_len, hidden_size, num_layers, bidirectional)
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        return {"pair": False, "none": pair is None}
    return {"pair": True, "output": sizes(pair[0]), "state": sizes(pair[1])}


def predicted(student, draw, which):
    """Yield (prediction, sizes) for one and two directions; the prediction is a list of ints."""
    for bidirectional in (True, False):
        batch, seq_len, hidden = draw.sizes(3, 17, 40)
        layers = draw.choice([7, 8])  # not the lab's own 3, and no sum of small numbers gives 6
        reply = student.run(
            shapes_probe, batch_size=batch, seq_len=seq_len, hidden_size=hidden, num_layers=layers,
            bidirectional=bidirectional,
        )  # fmt: skip
        if not reply.flag("pair"):
            expect(not reply.flag("none"), "bidirectional_shapes returned None: is the `return` missing?")
            raise Failed("Return a pair of shapes: (output shape, state shape).")
        shape = reply.tensor(which)
        expect_dtype(shape, torch.int64, "a shape is made of whole numbers; `/` gives a float, `//` an int")
        expect(shape.dim() == 1, "A shape is one flat tuple of numbers.")
        yield shape.tolist(), (batch, seq_len, hidden, layers, bidirectional)


@check(f"{LAB}.shapes", points=1.5)
def output(student, draw):
    for shape, (batch, seq_len, hidden, layers, two) in predicted(student, draw, "output"):
        d = 2 if two else 1
        hints = {
            (d * layers, batch, hidden): "The state's shape came first: the order is (output, state).",
            (batch, seq_len, hidden): "output: each step joins the vectors of two directions.",
            (batch, seq_len, 2 * hidden): "output: with bidirectional=False there is one vector per step.",
            (seq_len, batch, d * hidden): "output: with batch_first=True the batch comes first.",
            (batch, seq_len, layers * hidden): "output shows the last layer only: num_layers plays no part.",
            (
                batch,
                seq_len,
                d * layers * hidden,
            ): "output shows the last layer only: num_layers plays no part.",
            (
                batch,
                seq_len,
                d,
                hidden,
            ): "output: the directions have no axis of their own; they share the last.",
            (batch, d * hidden): "output has one vector for every step: where is seq_len?",
            (batch, d * seq_len, hidden): "output: the directions are joined on the last axis, not in time.",
            (
                d * batch,
                seq_len,
                hidden,
            ): "output: the directions are joined on the last axis, not in the batch.",
        }
        hint = hints.get(tuple(shape), "output: think of [batch, step, what one step returns].")
        expect(shape == [batch, seq_len, d * hidden], hint)


@check(f"{LAB}.shapes", points=1.5)
def state(student, draw):
    for shape, (batch, seq_len, hidden, layers, two) in predicted(student, draw, "state"):
        d = 2 if two else 1
        hints = {
            (batch, seq_len, d * hidden): "The output's shape came second: the order is (output, state).",
            (layers, batch, hidden): "state: every direction keeps a final state of its own.",
            (2 * layers, batch, hidden): "state: with bidirectional=False there is one row per layer.",
            (
                batch,
                d * layers,
                hidden,
            ): "state never becomes batch-first: batch_first changes the output only.",
            (layers, batch, d * hidden): "state: directions are joined in output, but stacked in state.",
            (d, batch, hidden): "state: every layer keeps a final state of its own.",
            (1, batch, d * hidden): "state: every layer keeps a final state of its own.",
            (d * layers, seq_len, hidden): "state has one final vector for each sequence, not for each step.",
            (
                layers + d,
                batch,
                hidden,
            ): "state: one row for each layer *and* direction: a product, not a sum.",
            (
                layers + d - 1,
                batch,
                hidden,
            ): "state: one row for each layer *and* direction: a product, not a sum.",
            (layers, d, batch, hidden): "state: layer and direction share the first axis.",
            (d, layers, batch, hidden): "state: layer and direction share the first axis.",
            (d * layers, batch, d * hidden): "state: one row holds one direction, so hidden_size numbers.",
            (d * layers, hidden): "state has a vector for every sequence of the batch: where is batch_size?",
            (d * layers, hidden, batch): "state: the last axis is hidden_size.",
            (3 * d, batch, hidden): "state: 6 and 3 rows fit the sizes of section 2 only: use num_layers.",
        }
        hint = hints.get(tuple(shape), "state: think of [layers and directions, batch, one final vector].")
        expect(shape == [d * layers, batch, hidden], hint)
