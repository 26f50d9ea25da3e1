"""Exercise 2.5: Unroll a cell."""

import torch

from autograder.check import check
from autograder.checks.shared import amiss, flat_gradient, handed, loaded_model
from autograder.contracts import keeps_promises


def call_unroll(names, kept, x, units, relu, training, weights, h=None):
    def make(*sizes):
        return torch.nn.RNNCell(*sizes, nonlinearity="relu" if relu else "tanh")

    cell, parameters = loaded_model(make, kept.setdefault(relu, {}), (x.shape[2], units), weights)
    cell.train(training)
    x, *start = (t.detach().requires_grad_() for t in ([x] if h is None else [x, h]))
    for p in parameters:
        p.grad = torch.ones_like(p)
    given = start or [None] * training  # left out, or None
    plain = x.detach()
    answer = handed(names["unroll_cell"], cell, plain, *given)
    parts = list(answer) if isinstance(answer, (tuple, list)) else [answer]
    if [isinstance(part, torch.Tensor) for part in parts] != [True, True]:
        got = ", ".join(type(part).__name__ for part in parts)
        amiss(f"Return two tensors, (output, last state); got {got}.")
    output, last = parts
    if not start and last.numel() == x.shape[1] * units:  # its shape is judged with a state
        last = last.reshape(x.shape[1], units)
    with torch.enable_grad():
        answer = names["unroll_cell"](cell, x, *start)
    slopes = flat_gradient(answer, [*parameters, x, *start], lambda part: (part + 1).square())
    grads = [p.grad is not None and bool((p.grad == 1).all()) for p in parameters]
    settings = f"{cell.training} {cell.extra_repr()} {grads} {plain.requires_grad} {len(vars(cell))}"
    return output, last, slopes, torch.cat([p.detach().flatten() for p in parameters]), settings


def unroll(cell, x, h=None):
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h


def unroll_of(**case):
    return call_unroll({"unroll_cell": unroll}, {}, **case)


def known(h=None, **case):
    """Return what known mistakes give for the output or the last state."""
    x, units = case["x"], case["units"]
    start = x.new_zeros(x.shape[1], units) if h is None else h

    def play(h, **more):
        return unroll_of(**case | more, h=h)[0]

    right = play(start)
    other = torch.ones_like(start) if h is None else torch.zeros_like(start)
    unused = "The given h is not used: the loop starts from zeros."
    return {
        "The first state must be zeros." if h is None else unused: play(other),
        "Every step starts from the first h: hand each new state to the next step.": torch.cat([play(start, x=x_t) for x_t in x.split(1)]),
        "The state before each step is stored. Store the new one.": torch.cat([start[None], right[:-1]]),
        "The steps run from the end to the start.": play(start, x=x.flip(0)),
        "The states are in reverse order.": right.flip(0),
        "All steps hold the last state: is one tensor stored again and again?": right[-1:].expand_as(right),
        "Stack the states of all steps: torch.cat joins steps and sequences.": right.flatten(0, 1),
        "The batch came first. The output is time first, as x.": right.transpose(0, 1),
        "The last state has three axes. A cell's state is [batch, hidden_size]: no axis for layers.": right[-1:],
        "This is the state after the first step. The task asks for the last.": right[0],
        "This is the h from before the loop. The task asks for the state after the last step.": start,
    }  # fmt: skip


def expect_unrolled(student, draw, given, **more):
    """Any cell, sizes and numbers, 140 steps, with the gradients; from a state that is given, or from zeros."""
    cases, notes, double = [], [], torch.float32 if given else torch.float64
    for steps, batch, feats, units, relu, dtype in (
        (5, 3, 4, 6, False, torch.float32), (5, 3, 4, 6, True, torch.float32), (1, 1, 1, 1, False, double),
        (140 if given else 35, 2, 3, 2, False, double), (4, 4, 4, 4, False, torch.float32), (1, 3, 7, 2, True, torch.float32),
        (3, 1, 2, 9, False, torch.float32), (2, 40, 1, 3, False, torch.float32),
        (2, 3, 4, 1, False, torch.float32), (2, 1, 3, 130, False, torch.float32),
    ):  # fmt: skip
        x, count = draw.normal(steps, batch, feats, dtype=dtype), units * (feats + units + 2)
        weights = draw.normal(count, scale=0.125 if units == 130 else 0.5, dtype=dtype)
        case = {"x": x, "units": units, "relu": relu, "training": len(cases) % 2 == 0, "weights": weights}
        cases.append(case | ({"h": draw.normal(batch, units, dtype=dtype)} if given else {}))
        about = " float64" * (dtype == torch.float64) + " and a ReLU cell" * relu
        notes.append(f"With{'' if given else 'out'} h, x {list(x.shape)}{about}")
    cases[4]["x"] *= 50
    cases[3]["x"][70:] = 0.0
    if given:
        cases[6]["h"].zero_()
    results = "the output", "the last state", "the gradient (of the weights, x and h)", "a weight of the cell"
    keeps_promises(
        student, call_unroll, cases, unroll_of, notes=notes, mistakes=known, axes=("step", "sequence", "unit"),
        results=(*results, "the settings of the cell (train or eval, nonlinearity, its collected gradients) or of x (asks for gradients)"), digits=True, **more,
    )  # fmt: skip


@check("02_rnn_shapes.unroll_cell", points=1)
def steps_given_h(student, draw):
    """From a state that is given, for 140 steps too."""
    expect_unrolled(student, draw, given=True, device=False)


@check("02_rnn_shapes.unroll_cell", points=1)
def starts_from_zeros(student, draw):
    """From zeros, where no state is given, in float64 and on another device too."""
    expect_unrolled(student, draw, given=False)
