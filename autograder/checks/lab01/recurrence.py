"""Exercise 1.3: The layer."""

import math

import torch

from autograder.check import check, travels
from autograder.checks.lab01.common import loop, right_step, wrong_steps
from autograder.contracts import keeps_promises
from autograder.expect import expect

PARTS = ("the states", *(f"the gradient of {name}" for name in ("x", "state", "W", "U", "b")), "the mode (train or eval)")  # fmt: skip


def layer_probe(names, sizes):
    layer = names["MyUnidirectionalRNN"](*map(int, sizes.split()))
    shapes = {name: str(list(parameter.shape)) for name, parameter in layer.named_parameters()}
    own = {name: shapes.pop(name, "missing") for name in ("W.weight", "U.weight", "b")}
    start = layer.b if own["b"] != "missing" else None
    return {**own, "start": start, "others": " ".join(shapes)}


def expect_parameters(student, feats, units):
    """Judge what the layer is made of; 128 units are the default."""
    reply = student.run(layer_probe, sizes=f"{feats}" if units == 128 else f"{feats} {units}")
    others = reply.text("others").split()
    library = "There is an nn.RNN or nn.RNNCell inside, with two biases of its own: build the layer from W, U and b."
    expect(not any("weight_hh" in name for name in others), library)
    for name in "UW":
        hint = f"{name} has a bias of its own; b is the only bias. Pass bias=False."
        expect(f"{name}.bias" not in others, hint)
    for name, shape, hint in (
        ("W.weight", [units, feats], "W maps num_feats numbers to rnn_size numbers; keep it as it was given."),
        ("U.weight", [units, units], "U is an nn.Linear from the old state to the new one, rnn_size to rnn_size."),
        ("b", [1, units], "b is an nn.Parameter with one number for each unit, [1, rnn_size]."),
    ):  # fmt: skip
        lost = f"{name} is not among the layer's parameters, so no optimiser would train it. {hint}"
        expect(reply.text(name) != "missing", lost)
        expect(reply.text(name) == str(shape), f"{name} has the wrong shape. {hint}")
    expect(not others, "The layer has parameters besides W.weight, U.weight and b.")
    expect(bool((reply.tensor("start") == 0).all()), "b must start as zeros.")


@travels
def layer_of(names, kept, x, W, U, b, training):
    """Return the one layer of this kind, and its parameters, which now hold these weights."""
    key = (x.shape[2], len(W), training)
    if key not in kept:
        kept[key] = names["MyUnidirectionalRNN"](x.shape[2], len(W))
    layer = kept[key].to(x).train(training)
    parameters = [layer.W.weight, layer.U.weight, layer.b]
    for p, value in zip(parameters, (W, U, b), strict=True):
        p.data.copy_(value)
    return layer, parameters


def call_states(names, kept, x, state, given, W, U, b):
    layer, _ = layer_of(names, kept, x, W, U, b, True)
    if given:
        return layer(x, state)
    scope = layer.forward.__func__.__globals__
    own = scope.get("init_state")
    scope["init_state"] = lambda x, rnn_size: x.new_zeros(
        len(x), rnn_size
    )  # exercise 1.2 is judged elsewhere
    try:
        layer.train(len(x) % 2 == 0)(x)
        return layer(x)  # in this mode, too, nothing is kept
    finally:
        scope["init_state"] = own


def right_states(x, state, given, W, U, b):
    return loop(x, state if given else 0 * state, lambda x_t, h: right_step(x_t, h, W, U, b))


def mistakes_of(x, state, given, W, U, b):
    def run(x, state, step=right_step):
        return loop(x, state, lambda x_t, h: step(x_t, h, W, U, b))

    state = state if given else 0 * state
    states, back = run(x, state), run(x.flip(1), state)
    (batch, steps, _), some, known = states.shape, states.to("meta"), {}
    for hint in wrong_steps(x[:, 0], state, W, U, b):
        known[hint] = run(x, state, lambda *given, hint=hint: wrong_steps(*given)[hint])
    late, linear = torch.cat([state[:, None], states[:, :-1]], dim=1), next(iter(known.values()))
    known |= {
        "Every step starts from the first state: pass the new state on to the next step.": loop(x, state, lambda x_t, h: right_step(x_t, state, W, U, b)),
        "The state passed by the caller has no effect: start from it when it is given.": run(x, 0 * state),
        "The tanh is on the outputs only; the next step must get the squashed state too.": torch.tanh(linear),
        "The outputs are one step late: the first output is the state after the first input, not the start state.": late,
        "The start state is among the outputs: return the states after each step only.": torch.cat([some[:, :1], some], 1),
        "The sequence is read from its end to its beginning.": back,
        "The sequence is read from its end to its beginning; the outputs are turned back, the states are not.": back.flip(1),
        "The outputs are in reverse order.": states.flip(1),
        "Every output is the last state: collect the state after each step.": states[:, -1:].expand_as(states),
        "A list of states came back: torch.stack(states, dim=1) makes one tensor of it.": (some[:, 0],) * steps,
        "Only one state came back: return the states of all steps, [batch, seq_len, rnn_size].": some[:, 0],
        "Time and batch are mixed by view or reshape, or exchanged: use torch.stack(states, dim=1).": states.transpose(0, 1).reshape_as(states),
    }  # fmt: skip
    if batch == steps:
        hint = "The loop runs over the sequences (axis 0 of x), not over the steps: step t of every sequence is x[:, t]."
        swapped = run(x.transpose(0, 1), state)
        return known | {hint: swapped, f"{hint} ": swapped.transpose(0, 1)}
    exchanged = "Time and batch are exchanged in the output: stack the states along axis 1."
    return known | {exchanged: some.transpose(0, 1)}


def layer_case(draw, batch, steps, feats, units, dtype=torch.float32):
    """Return inputs whose states stay well inside (-1, 1), so that every mistake is visible."""
    return {
        "x": draw.normal(batch, steps, feats, dtype=dtype),
        "state": draw.normal(batch, units, scale=0.5, dtype=dtype),
        "W": draw.normal(units, feats, scale=0.7 / math.sqrt(feats), dtype=dtype),
        "U": draw.normal(units, units, scale=0.9 / math.sqrt(units), dtype=dtype),
        "b": draw.normal(1, units, scale=0.5, dtype=dtype),
    }


def judge_states(student, draw, count):
    """Judge the parameters, then every state: all sizes equal first, where exchanged axes still run."""
    batch, steps, feats, units = draw.sizes(4, 3, 9)
    expect_parameters(student, feats, units)
    expect_parameters(student, feats, 128)
    cases, notes = [], []
    others = ((batch, steps), (batch + 10, 1), (1, steps), (31, steps), (32, 1), (1, 1100))
    sizes = [(steps,) * 4, *((*size, feats, units) for size in others)]
    for i, size in enumerate(sizes[:count]):
        start = "a state" if i < 4 else "no state, so from zeros"
        cases.append(layer_case(draw, *size) | {"given": i < 4})
        notes.append(f"With x {list(cases[i]['x'].shape)} and {start}")
    cases[1]["x"][:, 1] = 0  # a silent step is a step
    keeps_promises(
        student, call_states, cases, right_states, mistakes=mistakes_of, notes=notes, promises=False,
        results=PARTS[:1], axes=("sequence", "step", "unit"),
    )  # fmt: skip


@check("01_custom_rnn.recurrence", points=4)
def states(student, draw):
    """The parameters, and every state, from a given start and from none; each known mistake by name."""
    judge_states(student, draw, 7)


def call_layer(names, kept, x, state, W, U, b, turned, training):
    def run():
        with torch.enable_grad():
            part = x.transpose(0, 1) if turned else x  # turned: not in one piece, like a slice
        return layer(part, state)

    layer, parameters = layer_of(names, kept, x, W / 2, U / 2, b, training)
    if torch.is_grad_enabled() and not turned:
        run()  # with other weights
    layer_of(names, kept, x, W, U, b, training)
    x, state = x.detach().requires_grad_(), state.detach().requires_grad_()
    states, leaves = run(), [x, state, *parameters]
    with torch.enable_grad():
        total = 5 * (states if states.requires_grad else run()).square().sum()
    grads = torch.autograd.grad(total, leaves, allow_unused=True) if total.requires_grad else [None] * 5
    pairs = zip(leaves, grads, strict=True)
    return states, *(torch.zeros_like(p) if g is None else g for p, g in pairs), layer.training


def right_layer(x, state, W, U, b, turned, training):
    x, state, *weights = leaves = [t.clone().requires_grad_() for t in (x, state, W, U, b)]
    states = loop(x.transpose(0, 1) if turned else x, state, lambda x_t, h: right_step(x_t, h, *weights))
    return states.detach(), *torch.autograd.grad(5 * states.square().sum(), leaves), training


@check("01_custom_rnn.recurrence", points=2)
def flow(student, draw):
    """Gradients of x, the state and every parameter, slices of a tensor, 260 steps, what every exercise promises."""
    judge_states(student, draw, 4)
    batch, steps, feats, units = draw.sizes(4, 2, 7)
    cases, notes = [], []
    usual = batch, steps, feats, units
    for size, turned in (
        (usual, False), (usual, True), (usual, True), ((1, 1, 1, 1), False), ((2, 260, 2, 3), True),
        ((1, steps, feats, 9), False), ((4, 4, 4, 4), False), ((35, 2, 1, 2), False), (usual, False),
    ):  # fmt: skip
        dtype = torch.float64 if size[3] == 9 else torch.float32
        given = layer_case(draw, *size, dtype)
        given["x"] = given["x"].transpose(0, 1).contiguous() if turned else given["x"]
        cases.append(given | {"turned": turned, "training": len(cases) > 2})
        part = " as a part of another tensor" * turned
        notes.append(f"With x {list(size[:3])}{part}, {size[3]} units, {dtype}")
    cases[2]["x"] *= 50
    cases[8]["state"].zero_(), cases[8]["b"].zero_()  # as in a fresh layer
    keeps_promises(
        student, call_layer, cases, right_layer,
        results=PARTS, notes=notes, axes=("sequence", "step", "unit"), draws=True, digits=True,
    )  # fmt: skip
