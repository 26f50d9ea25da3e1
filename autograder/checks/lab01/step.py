"""Exercise 1.1: One step for a batch."""

import torch

from autograder.check import check, expect_close, expect_shape
from autograder.checks.lab01.common import affine
from autograder.contracts import keeps_promises


def _step_inputs(draw, batch, feats, units, dtype=torch.float32):
    shapes = {
        "x_t": (batch, feats),
        "h": (batch, units),
        "W": (units, feats),
        "U": (units, units),
        "b": (1, units),
    }
    return {name: draw.normal(*shape, scale=0.7, dtype=dtype) for name, shape in shapes.items()}


def _step_mistakes(x_t, h, W, U, b):
    from_x, from_h = x_t @ W.T, h @ U.T
    known = {
        "The new state is not squashed: is the tanh missing?": from_x + from_h + b,
        "The old state has no effect: where is U?": torch.tanh(from_x + b),
        "The input has no effect: where is W?": torch.tanh(from_h + b),
        "The bias has no effect: add b before the tanh.": torch.tanh(from_x + from_h),
        "The bias is added twice; this layer has one bias.": torch.tanh(from_x + from_h + 2 * b),
        "The bias is added after the tanh; the tanh goes around the whole sum.": torch.tanh(from_x + from_h)
        + b,
        "The tanh covers the input only; it goes around the whole sum.": torch.tanh(from_x) + from_h + b,
        "The tanh covers W and b only; it goes around the whole sum.": torch.tanh(from_x + b) + from_h,
        "There are two tanh; one goes around the whole sum.": torch.tanh(from_x) + torch.tanh(from_h) + b,
        "The new state is squashed, but not by tanh: is it a sigmoid?": torch.sigmoid(from_x + from_h + b),
        "The new state is cut off, not squashed: use tanh, not relu.": torch.relu(from_x + from_h + b),
        "The old state is added on top; it enters through U only.": h + torch.tanh(from_x + from_h + b),
        "U is not transposed: its rows belong to the new units, as in nn.Linear.": torch.tanh(
            from_x + h @ U + b
        ),
    }
    if W.shape == U.shape:
        known |= {
            "W is not transposed: its rows belong to the new units, as in nn.Linear.": torch.tanh(
                x_t @ W + from_h + b
            ),
            "W and U are not transposed: their rows belong to the new units, as in nn.Linear.": torch.tanh(
                x_t @ W + h @ U + b
            ),
            "W and U are exchanged: W meets the input, U meets the old state.": torch.tanh(
                x_t @ U.T + h @ W.T + b
            ),
        }
    return known


def step_probe(names, x_t, h, W, U, b):
    return {"new": names["rnn_step"](x_t, h, W, U, b), "x_t": x_t, "h": h}


@check("01_custom_rnn.step", points=2)
def values(student, draw):
    """Any batch, any sizes; as many features as units first, where a forgotten transpose still runs."""
    batch, feats, units = draw.sizes(3, 2, 8)
    for sizes in ((batch, units, units), (batch, feats, units), (1, feats, units)):
        inputs = _step_inputs(draw, *sizes)
        reply = student.run(step_probe, **inputs)
        new = reply.tensor("new")
        expect_shape(new, inputs["h"].shape, "one state a sequence: [batch, rnn_size]")
        expected = torch.tanh(affine(**inputs))
        expect_close(
            new,
            expected,
            "The new state differs from tanh(W x + U h + b).",
            mistakes=_step_mistakes(**inputs),
        )
        for name in ("x_t", "h"):
            hint = f"rnn_step changed its argument {name} in place: make a new tensor for the new state."
            expect_close(reply.tensor(name), inputs[name], hint)


def call_step(names, kept, x_t, h, W, U, b):
    return names["rnn_step"](x_t, h, W, U, b)


@check("01_custom_rnn.step", points=1)
def gradients(student, draw):
    """Gradients of all five arguments in float64, and what every exercise promises."""
    batch, feats, units = draw.sizes(3, 2, 6)
    sizes = [(batch, feats, units), (batch, feats, units), (1, 1, 1), (2 * batch + 40, feats + 1, units)]
    cases = [_step_inputs(draw, *size) for size in sizes]
    cases[2]["h"].zero_()
    cases.append(_step_inputs(draw, 1, feats, units, torch.float64))
    cases.append({name: 50 * value for name, value in cases[0].items()})
    keeps_promises(
        student, call_step, cases, lambda **case: torch.tanh(affine(**case)),
        results=("the new state",), axes=("sequence", "unit"), gradients=("x_t", "h", "W", "U", "b"),
    )  # fmt: skip
