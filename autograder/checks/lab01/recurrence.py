"""Exercise 1.3: The layer."""

import math

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.lab01.common import ELSEWHERE, affine, expect_gradients, loop
from autograder.checks.shared import expect_another_device, on_another_device


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


def _torch_rnn(x, state, W, U, b):
    """PyTorch's own layer with these weights; its second bias stays zero. Returns (layer, states)."""
    layer = nn.RNN(x.shape[2], W.shape[0], batch_first=True).to(x)
    with torch.no_grad():
        layer.weight_ih_l0.copy_(W)
        layer.weight_hh_l0.copy_(U)
        layer.bias_ih_l0.copy_(b[0])
        layer.bias_hh_l0.zero_()
    return layer, layer(x, state[None])[0]


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
        layer.W.weight.copy_(W)
        layer.U.weight.copy_(U)
        layer.b.copy_(b)
    states = layer(x, state)
    kept = {"x": x.clone(), "state": state.clone()}
    return {"states": states, **kept, "again": layer(x, state)}


def start_probe(names, x, W, U, b):
    layer = names["MyUnidirectionalRNN"](x.shape[2], W.shape[0]).to(x)
    with torch.no_grad():
        layer.W.weight.copy_(W)
        layer.U.weight.copy_(U)
        layer.b.copy_(b)
    try:  # exercise 1.2 is judged elsewhere: without a good start state this part is left out
        start = names["init_state"](x, W.shape[0])
        usable = start.shape == (x.shape[0], W.shape[0]) and start.dtype == x.dtype and not start.any()
    except Exception:
        usable = False
    return {"usable": bool(usable), "states": layer(x) if usable else x}


def _expect_states(states, inputs, **options):
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
    _, expected = _torch_rnn(**inputs)
    expect_close(states, expected.detach(), hint, mistakes=_recurrence_mistakes(**inputs), **options)


@check("01_custom_rnn.recurrence", points=4)
def states(student, draw):
    """Compare with nn.RNN; first with as many steps as sequences, where exchanged axes still run."""
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
        from_zeros = {**inputs, "state": torch.zeros(1, units)}
        hint = "Called without a state, the layer does not start from zeros."
        expect_close(reply.tensor("states"), _torch_rnn(**from_zeros)[1].detach(), hint)


def recurrence_gradient_probe(names, x, state, W, U, b, weight):
    layer = names["MyUnidirectionalRNN"](x.shape[2], W.shape[0]).to(x)
    with torch.no_grad():
        layer.W.weight.copy_(W)
        layer.U.weight.copy_(U)
        layer.b.copy_(b)
    inputs = {"x": x.requires_grad_(), "state": state.requires_grad_()}
    inputs |= {"W": layer.W.weight, "U": layer.U.weight, "b": layer.b}
    try:
        states = layer(x, state)
        if (
            not isinstance(states, torch.Tensor)
            or states.shape != weight.shape
            or states.dtype != weight.dtype
        ):
            return {"states": states, "trouble": ""}
        gradients = torch.autograd.grad((states * weight).sum(), tuple(inputs.values()), allow_unused=True)
    except RuntimeError as error:
        if "grad" not in str(error):
            raise
        return {"states": weight, "trouble": str(error)}
    pairs = list(zip(inputs, gradients, strict=True))
    cut = " ".join(name for name, gradient in pairs if gradient is None)
    return {
        "states": states,
        "trouble": "",
        "cut": cut,
        **{f"grad_{n}": g for n, g in pairs if g is not None},
    }


def recurrence_device_probe(names, x, state, rnn_size):
    layer = names["MyUnidirectionalRNN"](x.shape[2], rnn_size).to(x)
    return on_another_device(lambda move: move(layer)(move(x), move(state)))


@check("01_custom_rnn.recurrence", points=2)
def flow(student, draw):
    """Gradients of x, the state and every parameter, in float64, and a device that is not the CPU."""
    batch, steps, feats, units = draw.sizes(4, 2, 7)
    _expect_parameters(student, feats, units)
    inputs = _recurrence_inputs(draw, batch, steps, feats, units, torch.float64)
    weight = draw.normal(batch, steps, units, dtype=torch.float64)
    reply = student.run(recurrence_gradient_probe, **inputs, weight=weight)
    states = reply.tensor("states")
    expect_dtype(
        states, torch.float64, "the states must have the dtype of x; is a tensor made without dtype=x.dtype?"
    )
    if not reply.text("trouble"):
        _expect_states(states, inputs)
    inputs["x"].requires_grad_()
    inputs["state"].requires_grad_()
    layer, expected = _torch_rnn(**inputs)
    wanted = {"x": inputs["x"], "state": inputs["state"]}
    wanted |= {"W": layer.weight_ih_l0, "U": layer.weight_hh_l0, "b": layer.bias_ih_l0}
    gradients = dict(
        zip(wanted, torch.autograd.grad((expected * weight).sum(), tuple(wanted.values())), strict=True)
    )
    gradients["b"] = gradients["b"][None]
    expect_gradients(reply, gradients)
    x, state = inputs["x"].detach(), inputs["state"].detach()
    reply = student.run(recurrence_device_probe, x=x, state=state, rnn_size=units)
    expect_another_device(reply, f"{ELSEWHERE} (forward)")
