"""Exercise 1.1: One step for a batch."""

import torch

from autograder.check import check
from autograder.checks.lab01.common import right_step, wrong_steps
from autograder.contracts import keeps_promises

SAID = {"results": ("the new state",), "axes": ("sequence", "unit")}


def call_step(names, kept, x_t, h, W, U, b):
    return names["rnn_step"](x_t, h, W, U, b)


def step_case(draw, batch, feats, units, dtype=torch.float32):
    shapes = {"x_t": (batch, feats), "h": (batch, units), "W": (units, feats)}
    shapes |= {"U": (units, units), "b": (1, units)}
    return {name: draw.normal(*shape, scale=0.7, dtype=dtype) for name, shape in shapes.items()}


@check("01_custom_rnn.step", points=2)
def values(student, draw):
    """Any batch, any sizes; as many features as units, and sequences, where a forgotten transpose or the wrong side runs."""
    batch, feats, units = draw.sizes(3, 2, 8)
    sizes = (batch, units, units), (units, units, units), (batch, feats, units), (1, feats, units)
    cases = [step_case(draw, *size) for size in sizes]
    keeps_promises(student, call_step, cases, right_step, mistakes=wrong_steps, promises=False, **SAID)


@check("01_custom_rnn.step", points=1)
def gradients(student, draw):
    """Gradients of all five arguments in float64, and what every exercise promises."""
    batch, feats, units = draw.sizes(3, 2, 6)
    sizes = [(batch, units, units), (batch, units, units), (batch, feats, units)]
    sizes += [(units, units, units), (1, 1, 1), (2 * batch + 40, feats + 1, units)]
    cases = [step_case(draw, *size) for size in sizes]
    cases[1]["h"].zero_()
    cases.append(step_case(draw, 1, feats, units, torch.float64))
    cases.append({n: 50 * value for n, value in cases[0].items()})
    keeps_promises(
        student, call_step, cases, right_step, mistakes=wrong_steps, digits=True,
        gradients=("x_t", "h", "W", "U", "b"), **SAID,
    )  # fmt: skip
