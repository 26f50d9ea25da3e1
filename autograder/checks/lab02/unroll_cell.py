"""Exercise 2.5: Unroll a cell."""

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_shape
from autograder.contracts import keeps_promises


def unroll_probe(names, x, h=None, **parameters):
    """Run the student's loop with an nn.RNNCell that has the given parameters."""
    cell = torch.nn.RNNCell(x.shape[-1], len(parameters["weight_hh"]))
    cell.load_state_dict(parameters)
    answer = names["unroll_cell"](cell, x) if h is None else names["unroll_cell"](cell, x, h)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    return {"pair": True, "output": answer[0], "last": answer[1]}


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
    answer = output, last = names["unroll_cell"](cell, x, *start)
    last = last if start else last.reshape(x.shape[1], units)  # its shape is judged with a state
    with torch.enable_grad():
        a, b = answer if output.requires_grad else names["unroll_cell"](cell, x, *start)
        total = a.square().sum() + (2 * b).sin().sum()
    grads = (
        torch.autograd.grad(total, leaves, allow_unused=True) if total.requires_grad else [None] * len(leaves)
    )
    pairs = zip(leaves, grads, strict=True)
    slopes = torch.cat([torch.zeros_like(p).flatten() if g is None else g.flatten() for p, g in pairs])
    return output, last, slopes, torch.cat([p.detach().flatten() for p in parameters]), cell.training


def unroll_of(**case):
    def unroll(cell, x, h=None):
        states = []
        for x_t in x:
            h = cell(x_t, h)
            states.append(h)
        return torch.stack(states), h

    return call_unroll({"unroll_cell": unroll}, {}, **case)


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
        student, call_unroll, cases, unroll_of, notes=notes, axes=("step", "sequence", "unit"),
        results=(*results, "the mode of the cell (train or eval)"), **more,
    )  # fmt: skip


def drawn_cell(draw, input_size, hidden_size, dtype=torch.float32):
    """Return a drawn nn.RNNCell and the same layer as an nn.RNN."""
    cell = nn.RNNCell(input_size, hidden_size, dtype=dtype)
    rnn = nn.RNN(input_size, hidden_size, dtype=dtype)
    with torch.no_grad():
        for name, p in cell.named_parameters():
            p.copy_(draw.normal(*p.shape, scale=0.6, dtype=dtype))
            getattr(rnn, f"{name}_l0").copy_(p)
    return {name: p.detach() for name, p in cell.named_parameters()}, cell, rnn


@check("02_rnn_shapes.unroll_cell", points=1)
def steps_given_h(student, draw):
    """The states from a given one on, each known mistake by name, and what every exercise promises."""
    steps, batch, feats, units = draw.sizes(4, 3, 8)
    parameters, cell, rnn = drawn_cell(draw, feats, units)
    x, h = draw.normal(steps, batch, feats), draw.normal(batch, units)
    reply = student.run(unroll_probe, x=x, h=h, **parameters)
    expect(reply.flag("pair"), "Return two things: (output, last state).")
    output, last = reply.tensor("output"), reply.tensor("last")
    with torch.no_grad():
        expected, _ = rnn(x, h[None])
        from_zeros, _ = rnn(x)
        never_new = torch.stack([cell(x_t, h) for x_t in x])
        from_end, _ = rnn(x.flip(0), h[None])
    expect(
        output.dim() == 3, f"The output has {output.dim()} axes, expected 3: stack the states of all steps."
    )
    expect_shape(output, [steps, batch, units], "one state for every step and sequence, time first as in x.")
    expect_close(
        output,
        expected,
        "The states differ from those of nn.RNN.",
        mistakes={
            "The given h is not used: the loop starts from zeros.": from_zeros,
            "Every step starts from the first h: hand each new state to the next step.": never_new,
            "The state before each step is stored. Store the new one.": torch.cat([h[None], expected[:-1]]),
            "The steps run from the end to the start.": from_end,
            "The states are in reverse order.": expected.flip(0),
            "All steps hold the last state: is one tensor stored again and again?": expected[-1:].expand_as(
                expected
            ),
        },
    )
    expect(
        list(last.shape) != [1, batch, units],
        "The last state has three axes. A cell's state is [batch, hidden_size]: no axis for layers.",
    )
    expect_shape(last, [batch, units], "the last state has one vector for every sequence.")
    expect_close(
        last,
        expected[-1],
        "The last state is not the state after the last step.",
        mistakes={
            "This is the state after the first step. The task asks for the last.": expected[0],
            "This is the h from before the loop. The task asks for the state after the last step.": h,
            "This is the state before the last step.": expected[-2],
        },
    )
    keeps_all(student, draw, given=True, device=False)


@check("02_rnn_shapes.unroll_cell", points=1)
def starts_from_zeros(student, draw):
    """Without a state the first one is zeros, of the right size, dtype and device; what every exercise promises."""
    steps, batch, feats, units = draw.sizes(4, 3, 7)
    parameters, _, rnn = drawn_cell(draw, feats, units)
    x = draw.normal(steps, batch, feats)
    reply = student.run(unroll_probe, x=x, **parameters)
    expect(reply.flag("pair"), "Return two things: (output, last state).")
    expect_shape(
        reply.tensor("output"), [steps, batch, units], "without h, one state for every step and sequence."
    )
    hint = "Without h, the result differs from nn.RNN's: the first state must be zeros."
    expect_close(reply.tensor("output"), rnn(x)[0].detach(), hint)
    expect(reply.tensor("last").numel() == batch * units, "The last state has the wrong number of values.")
    keeps_all(student, draw, given=False)
