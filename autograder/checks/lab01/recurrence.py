"""Exercise 1.3: The layer."""

import math

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_shape
from autograder.checks.lab01.common import affine, loop
from autograder.contracts import keeps_promises


# ------------------------------------------------------------------------------------------- 1.3
def layer_probe(names, num_feats, rnn_size):
    layer = names["MyUnidirectionalRNN"](num_feats, rnn_size)
    shapes = {name: str(list(parameter.shape)) for name, parameter in layer.named_parameters()}
    own = {name: shapes.pop(name, "missing") for name in ("W.weight", "U.weight", "b")}
    start = layer.b if own["b"] != "missing" else None
    return {**own, "start": start, "others": " ".join(shapes)}


def _expect_parameters(student, feats, units):
    reply = student.run(layer_probe, num_feats=feats, rnn_size=units)
    others = reply.text("others").split()
    expect(
        not any("weight_hh" in name for name in others),
        "There is an nn.RNN or nn.RNNCell inside, with two biases of its own: build the layer from W, U and b.",
    )
    expect("U.bias" not in others, "U has a bias of its own; b is the only bias. Pass bias=False.")
    expect("W.bias" not in others, "W has a bias of its own; b is the only bias. Keep W as it was given.")
    wanted = {
        "W.weight": (
            [units, feats],
            "W maps num_feats numbers to rnn_size numbers; keep it as it was given.",
        ),
        "U.weight": (
            [units, units],
            "U is an nn.Linear from the old state to the new one, rnn_size to rnn_size.",
        ),
        "b": ([1, units], "b is an nn.Parameter with one number for each unit, [1, rnn_size]."),
    }
    for name, (shape, hint) in wanted.items():
        got = reply.text(name)
        expect(
            got != "missing",
            f"{name} is not among the layer's parameters, so no optimiser would train it. {hint}",
        )
        expect(got == str(shape), f"{name} has the wrong shape. {hint}")
    expect(not others, "The layer has parameters besides W.weight, U.weight and b.")
    expect(bool((reply.tensor("start") == 0).all()), "b must start as zeros.")


class RightLayer(nn.Module):
    """The layer that the card describes."""

    def __init__(self, num_feats, rnn_size):
        super().__init__()
        self.W = nn.Linear(num_feats, rnn_size, bias=False)
        self.U = nn.Linear(rnn_size, rnn_size, bias=False)
        self.b = nn.Parameter(torch.zeros(1, rnn_size))

    def forward(self, x, state):
        return loop(x, state, lambda x_t, h: torch.tanh(self.W(x_t) + self.U(h) + self.b))


def _recurrence_mistakes(x, state, W, U, b):
    def right(x_t, h):
        return torch.tanh(affine(x_t, h, W, U, b))

    states = loop(x, state, right)
    batch, steps, units = states.shape
    known = {
        "The states are not squashed: is the tanh missing?": loop(
            x, state, lambda x_t, h: affine(x_t, h, W, U, b)
        ),
        "Past inputs have no effect: is U missing, or does each step start from zeros?": loop(
            x, state, lambda x_t, h: torch.tanh(x_t @ W.T + b)
        ),
        "Every step starts from the first state: pass the new state on to the next step.": loop(
            x, state, lambda x_t, h: right(x_t, state)
        ),
        "The state passed by the caller has no effect: start from it when it is given.": loop(
            x, torch.zeros_like(state), right
        ),
        "The bias has no effect: add b before the tanh.": loop(
            x, state, lambda x_t, h: torch.tanh(affine(x_t, h, W, U, 0))
        ),
        "The bias is added after the tanh; the tanh goes around the whole sum.": loop(
            x, state, lambda x_t, h: torch.tanh(affine(x_t, h, W, U, 0)) + b
        ),
        "The states are squashed, but not by tanh: is it a sigmoid?": loop(
            x, state, lambda x_t, h: torch.sigmoid(affine(x_t, h, W, U, b))
        ),
        "The states are cut off, not squashed: use tanh, not relu.": loop(
            x, state, lambda x_t, h: torch.relu(affine(x_t, h, W, U, b))
        ),
        "The tanh is on the outputs only; the next step must get the squashed state too.": torch.tanh(
            loop(x, state, lambda x_t, h: affine(x_t, h, W, U, b))
        ),
        "The bias is added twice; this layer has one bias.": loop(
            x, state, lambda x_t, h: torch.tanh(affine(x_t, h, W, U, 2 * b))
        ),
        "U is used the wrong way round (transposed): call it as a layer, self.U(state).": loop(
            x, state, lambda x_t, h: torch.tanh(affine(x_t, h, W, U.T, b))
        ),
        "The old state is added on top; it enters through U only.": loop(
            x, state, lambda x_t, h: h + right(x_t, h)
        ),
        "The outputs are one step late: the first output is the state after the first input, not the start state.": (
            torch.cat([state[:, None], states[:, :-1]], dim=1)
        ),
        "The sequence is read from its end to its beginning.": loop(x.flip(1), state, right),
        "The sequence is read from its end to its beginning; the outputs are turned back, the states are not.": loop(
            x.flip(1), state, right
        ).flip(1),
        "Every output is the last state: collect the state after each step.": states[:, -1:].expand_as(
            states
        ),
        "Time and batch are mixed by view or reshape, or exchanged: use torch.stack(states, dim=1).": (
            states.transpose(0, 1).reshape(batch, steps, units)
        ),
    }
    if batch == steps:
        swapped = loop(x.transpose(0, 1), state, right)
        known |= {
            "The loop runs over the sequences, not over the steps: step t of every sequence is x[:, t].": swapped,
            "The loop runs over the sequences (axis 0 of x), not over the steps (axis 1).": swapped.transpose(
                0, 1
            ),
        }
    return known


def _recurrence_inputs(draw, batch, steps, feats, units, dtype=torch.float32):
    """Return inputs whose states stay well inside (-1, 1), so that every mistake is visible."""
    return {
        "x": draw.normal(batch, steps, feats, dtype=dtype),
        "state": draw.normal(batch, units, scale=0.5, dtype=dtype),
        "W": draw.normal(units, feats, scale=0.7 / math.sqrt(feats), dtype=dtype),
        "U": draw.normal(units, units, scale=0.9 / math.sqrt(units), dtype=dtype),
        "b": draw.normal(1, units, scale=0.5, dtype=dtype),
    }


def states_probe(names, x, state, W, U, b):
    layer = names["MyUnidirectionalRNN"](x.shape[2], W.shape[0]).to(x)
    with torch.no_grad():
        for p, value in ((layer.W.weight, W), (layer.U.weight, U), (layer.b, b)):
            p.copy_(value)
    states = layer(x, state)
    return {"states": states, "x": x.clone(), "state": state.clone(), "again": layer(x, state)}


def start_probe(names, x, W, U, b):
    layer = names["MyUnidirectionalRNN"](x.shape[2], W.shape[0]).to(x)
    with torch.no_grad():
        for p, value in ((layer.W.weight, W), (layer.U.weight, U), (layer.b, b)):
            p.copy_(value)
    try:  # exercise 1.2 is judged elsewhere: without a good start state this part is left out
        start = names["init_state"](x, W.shape[0])
        usable = start.shape == (x.shape[0], W.shape[0]) and start.dtype == x.dtype and not start.any()
    except Exception:
        usable = False
    if not usable:
        return {"usable": False}
    layer(x - 1)  # what is left of it?
    return {"usable": True, "states": layer(x)}


def _right(x, state, W, U, b):
    return loop(x, state, lambda x_t, h: torch.tanh(affine(x_t, h, W, U, b)))


def _expect_states(states, inputs):
    batch, steps, _ = inputs["x"].shape
    units = len(inputs["U"])
    shape = list(states.shape)
    expect(
        shape != [batch, units] or steps == units,
        "Only one state came back: return the states of all steps, [batch, seq_len, rnn_size].",
    )
    expect(
        shape != [steps, batch, units] or steps == batch,
        "Time and batch are exchanged in the output: stack the states along axis 1.",
    )
    expect_shape(states, [batch, steps, units], "one state for each step of each sequence")
    hint = "The states differ from h_t = tanh(W x_t + U h_(t-1) + b)."
    expect_close(states, _right(**inputs), hint, mistakes=_recurrence_mistakes(**inputs))


@check("01_custom_rnn.recurrence", points=4)
def states(student, draw):
    """Every state, each known mistake by name; first with as many steps as sequences, where exchanged axes still run."""
    batch, steps, feats, units = draw.sizes(4, 3, 9)
    _expect_parameters(student, feats, units)
    for batch_size, seq_len in ((steps, steps), (batch, steps), (batch, 1), (1, steps)):
        inputs = _recurrence_inputs(draw, batch_size, seq_len, feats, units)
        reply = student.run(states_probe, **inputs)
        _expect_states(reply.tensor("states"), inputs)
        for name in ("x", "state"):
            hint = f"forward changed its argument {name} in place: make a new tensor in each step."
            expect_close(reply.tensor(name), inputs[name], hint)
        hint = "Two calls with the same x and state differ: keep no state inside the layer between calls."
        expect_close(reply.tensor("again"), reply.tensor("states"), hint)
    del inputs["state"]
    reply = student.run(start_probe, **inputs)
    if reply.flag("usable"):
        expected = _right(**inputs, state=torch.zeros(1, units))
        hint = "Called without a state, the layer does not start from zeros."
        expect_close(reply.tensor("states"), expected, hint)


def call_layer(names, kept, x, state, W, U, b, turned, training):
    def run():
        return layer(x.transpose(0, 1) if turned else x, state)  # turned: not in one piece, like a slice

    key = (x.shape[2], len(W), training)
    if key not in kept:
        kept[key] = names["MyUnidirectionalRNN"](x.shape[2], len(W))
    layer = kept[key].to(x).train(training)
    if torch.is_grad_enabled() and not turned:
        run()  # with the weights of an earlier call
    parameters = {"W": layer.W.weight, "U": layer.U.weight, "b": layer.b}
    for p, value in zip(parameters.values(), (W, U, b), strict=True):
        p.data.copy_(value)
    x, state = x.detach().requires_grad_(), state.detach().requires_grad_()
    leaves = {"x": x, "state": state, **parameters}
    states = run()
    with torch.enable_grad():
        total = 5 * (states if states.requires_grad else run()).square().sum()
    none, linked = [None] * 5, total.requires_grad
    grads = torch.autograd.grad(total, list(leaves.values()), allow_unused=True) if linked else none
    pairs = zip(leaves.values(), grads, strict=True)
    return states, *(torch.zeros_like(p) if g is None else g for p, g in pairs), layer.training


@check("01_custom_rnn.recurrence", points=2)
def flow(student, draw):
    """Gradients of x, the state and every parameter, slices of a tensor, 140 steps, what every exercise promises."""
    batch, steps, feats, units = draw.sizes(4, 2, 7)
    _expect_parameters(student, feats, units)
    inputs = _recurrence_inputs(draw, batch, steps, feats, units)
    _expect_states(student.run(states_probe, **inputs).tensor("states"), inputs)
    cases, notes = [], []
    for size, turned, dtype in (
        ((batch, steps, feats, units), False, torch.float32), ((batch, steps, feats, units), True, torch.float32),
        ((batch, steps, feats, units), True, torch.float32), ((1, 1, 1, 1), False, torch.float32),
        ((2, 140, 2, 3), True, torch.float32), ((1, steps, feats, 9), False, torch.float64),
        ((4, 4, 4, 4), False, torch.float32), ((35, 2, 1, 2), False, torch.float32),
    ):  # fmt: skip
        given = _recurrence_inputs(draw, *size, dtype)
        given["x"] = given["x"].transpose(0, 1).contiguous() if turned else given["x"]
        cases.append(given | {"turned": turned, "training": len(cases) % 2 == 0})
        notes.append(
            f"With x {list(size[:3])}{' as a part of another tensor' * turned}, {size[3]} units, {dtype}"
        )
    cases[2]["x"] *= 50
    cases[6]["state"].zero_()
    keeps_promises(
        student, call_layer, cases, lambda **case: call_layer({"MyUnidirectionalRNN": RightLayer}, {}, **case),
        results=("the states", *(f"the gradient of {name}" for name in ("x", "state", "W", "U", "b")), "the mode (train or eval)"),
        notes=notes, axes=("sequence", "step", "unit"), draws=True,
    )  # fmt: skip
