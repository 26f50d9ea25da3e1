"""Exercise 2.5: Unroll a cell."""

import torch

from autograder.check import check
from autograder.contracts import keeps_promises


def call_unroll(names, kept, x, units, relu, training, numbers, h=None):
    import torch

    start = [] if h is None else [h]
    key = (x.shape[2], units, relu, x.dtype)
    if key not in kept:
        random = torch.get_rng_state()
        kept[key] = torch.nn.RNNCell(x.shape[2], units, nonlinearity="relu" if relu else "tanh")
        torch.set_rng_state(random)
    cell = kept[key].to(x).train(training)
    parameters = list(cell.parameters())
    with torch.no_grad():
        for p, values in zip(parameters, numbers.split([p.numel() for p in parameters]), strict=True):
            p.copy_(values.view(p.shape))
    x, *start = (t.detach().requires_grad_() for t in (x, *start))
    leaves = [*parameters, x, *start]
    answer = names["unroll_cell"](cell, x, *start)
    parts = list(answer) if isinstance(answer, (tuple, list)) else [answer]
    if [isinstance(part, torch.Tensor) for part in parts] != [True, True]:
        got = ", ".join(type(part).__name__ for part in parts)
        raise TypeError(f"return two tensors, (output, last state); got {got}")
    output, last = parts
    if not start and last.numel() == x.shape[1] * units:  # its shape is judged with a state
        last = last.reshape(x.shape[1], units)
    with torch.enable_grad():
        a, b = answer if output.requires_grad else names["unroll_cell"](cell, x, *start)
        total = a.square().sum() + (2 * b).sin().sum()
    grads = (
        torch.autograd.grad(total, leaves, allow_unused=True) if total.requires_grad else [None] * len(leaves)
    )
    pairs = zip(leaves, grads, strict=True)
    slopes = torch.cat([torch.zeros_like(p).flatten() if g is None else g.flatten() for p, g in pairs])
    return output, last, slopes, torch.cat([p.detach().flatten() for p in parameters]), cell.training


def unroll(cell, x, h=None):
    states = []
    for x_t in x:
        h = cell(x_t, h)
        states.append(h)
    return torch.stack(states), h


def unroll_of(**case):
    return call_unroll({"unroll_cell": unroll}, {}, **case)


def mistakes_of(x, units, relu, training, numbers, h=None):
    """Return what known mistakes give for the output or the last state."""

    def play(x, h, loop=unroll):
        case = {"x": x, "units": units, "relu": relu, "training": training, "numbers": numbers, "h": h}
        return call_unroll({"unroll_cell": loop}, {}, **case)[0]

    start = x.new_zeros(x.shape[1], units) if h is None else h
    right = play(x, start)
    known = (
        {"The given h is not used: the loop starts from zeros.": play(x, torch.zeros_like(start))}
        if h is not None
        else {
            "The first state must be zeros.": play(x, torch.ones_like(start)),
        }
    )
    return known | {
        "Every step starts from the first h: hand each new state to the next step.": torch.cat([play(x_t, start) for x_t in x.split(1)]),
        "The state before each step is stored. Store the new one.": torch.cat([start[None], right[:-1]]),
        "The steps run from the end to the start.": play(x.flip(0), start),
        "The states are in reverse order.": right.flip(0),
        "All steps hold the last state: is one tensor stored again and again?": right[-1:].expand_as(right),
        "Stack the states of all steps: torch.cat joins steps and sequences.": right.flatten(0, 1),
        "The batch came first. The output is time first, as x.": right.transpose(0, 1),
        "The last state has three axes. A cell's state is [batch, hidden_size]: no axis for layers.": right[-1:],
        "This is the state after the first step. The task asks for the last.": right[0],
        "This is the h from before the loop. The task asks for the state after the last step.": start,
    }  # fmt: skip


def keeps_all(student, draw, given, **more):
    """Any cell, sizes and numbers, 140 steps, with the gradients; from a state that is given, or from zeros."""
    cases, double = [], torch.float32 if given else torch.float64
    for steps, batch, feats, units, relu, dtype in (
        (5, 3, 4, 6, False, torch.float32), (5, 3, 4, 6, True, torch.float32), (1, 1, 1, 1, False, double),
        (140 if given else 35, 2, 3, 2, False, double), (4, 4, 4, 4, False, torch.float32), (1, 3, 7, 2, True, torch.float32),
        (3, 1, 2, 9, False, torch.float32), (2, 40, 1, 3, False, torch.float32),
    ):  # fmt: skip
        x, count = draw.normal(steps, batch, feats, dtype=dtype), units * (feats + units + 2)
        numbers = draw.normal(count, scale=0.5, dtype=dtype)
        case = {"x": x, "units": units, "relu": relu, "training": len(cases) % 2 == 0, "numbers": numbers}
        cases.append(case | ({"h": draw.normal(batch, units, dtype=dtype)} if given else {}))
    cases[4]["x"] *= 50
    cases[3]["x"][70:] = 0.0
    if given:
        cases[4]["h"].zero_()
    notes = ["With{} h, x {}{}{}".format(
        "" if given else "out", list(c["x"].shape), " float64" if c["x"].dtype == torch.float64 else "", " and a ReLU cell" if c["relu"] else ""
    ) for c in cases]  # fmt: skip
    results = (
        "the output",
        "the last state",
        "the gradient (of the weights, x and h)",
        "a weight of the cell",
    )
    keeps_promises(
        student, call_unroll, cases, unroll_of, notes=notes, mistakes=mistakes_of, axes=("step", "sequence", "unit"),
        results=(*results, "the mode of the cell (train or eval)"), **more,
    )  # fmt: skip


@check("02_rnn_shapes.unroll_cell", points=1)
def steps_given_h(student, draw):
    keeps_all(student, draw, given=True, device=False)


@check("02_rnn_shapes.unroll_cell", points=1)
def starts_from_zeros(student, draw):
    keeps_all(student, draw, given=False)
