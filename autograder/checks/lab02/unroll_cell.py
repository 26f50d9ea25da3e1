"""Exercise 2.5: Unroll a cell."""

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device


def unroll_probe(names, x, hidden_size, h=None, weights=None, **parameters):
    """Run the student's loop with an nn.RNNCell that has the given parameters."""
    cell = torch.nn.RNNCell(x.shape[-1], hidden_size).to(x)
    cell.load_state_dict(parameters)
    answer = names["unroll_cell"](cell, x) if h is None else names["unroll_cell"](cell, x, h)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    reply = {"pair": True, "output": answer[0], "last": answer[1]}
    if weights is not None and isinstance(answer[0], torch.Tensor):
        reply["linked"] = answer[0].requires_grad
        if answer[0].requires_grad and answer[0].shape == weights.shape:
            try:
                (answer[0] * weights).sum().backward()
            except RuntimeError:  # a state changed in place
                reply["linked"] = False
            grad = cell.weight_hh.grad
            reply["gradient"] = torch.zeros_like(cell.weight_hh) if grad is None else grad
    return reply


def unroll_device_probe(names, x, hidden_size):
    cell = torch.nn.RNNCell(x.shape[2], hidden_size)
    return on_another_device(lambda move: names["unroll_cell"](move(cell), move(x)))


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
    steps, batch, feats, units = draw.sizes(4, 3, 8)
    parameters, cell, rnn = drawn_cell(draw, feats, units)
    x, h = draw.normal(steps, batch, feats), draw.normal(batch, units)
    reply = student.run(unroll_probe, x=x, hidden_size=units, h=h, **parameters)
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
            "This is the state after the first step. Asked is the last.": expected[0],
            "This is the h from before the loop. Asked is the state after the last step.": h,
            "This is the state before the last step.": expected[-2],
        },
    )


@check("02_rnn_shapes.unroll_cell", points=1)
def starts_from_zeros(student, draw):
    several, batch, feats, units = draw.sizes(4, 3, 7)
    double = torch.float64
    for steps, b in ((several, batch), (1, 1)):
        parameters, _, rnn = drawn_cell(draw, feats, units, double)
        x, weights = draw.normal(steps, b, feats, dtype=double), draw.normal(steps, b, units, dtype=double)
        reply = student.run(unroll_probe, x=x, hidden_size=units, weights=weights, **parameters)
        expect(reply.flag("pair"), "Return two things: (output, last state).")
        output, last = reply.tensor("output"), reply.tensor("last")
        expected, _ = rnn(x)
        expect_shape(
            output,
            [steps, b, units],
            "without h: is a batch of one, or a sequence of one step, squeezed away?",
        )
        expect_dtype(output, double, "the output must have the dtype of x.")
        hint = "Without h, the result differs from nn.RNN's: the first state must be zeros."
        expect_close(output, expected.detach(), hint)
        expect(last.numel() == b * units, "Without h, the last state has the wrong number of values.")
        expect_close(
            last.reshape(b, units), expected[-1].detach(), "Without h, the last state differs from nn.RNN's."
        )
        expect(
            reply.flag("linked"),
            "No gradient can flow back: is there a detach, a no_grad, .data or torch.tensor?",
        )
        (wanted,) = torch.autograd.grad((expected * weights).sum(), [rnn.weight_hh_l0])
        expect_close(
            reply.tensor("gradient"),
            wanted,
            "The gradient does not reach earlier steps: is the state detached between them?",
        )
    expect_another_device(
        student.run(unroll_device_probe, x=draw.normal(3, batch, feats), hidden_size=units),
        "Something is made on the CPU: make zeros and outputs on the device of x, as x.new_zeros does.",
    )
