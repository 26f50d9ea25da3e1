"""Lab 01, a recurrent layer by hand: hidden checks, each under the probe that it uses."""

import math

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape

CUT = (
    "No gradient flows back through your code, so it cannot learn: "
    "is there a .data, .detach(), .item(), torch.tensor(...), NumPy or torch.no_grad() in it?"
)
IN_PLACE = (
    "The backward pass fails because a tensor was changed in place after it was used. "
    "Make a new tensor (h = ..., not h += ... or h[:] = ...) and collect the results in a list."
)
ELSEWHERE = (
    "Something in your code stays on the CPU while the input is on another device: "
    "make every new tensor with the device and the dtype of the input."
)


def _expect_same_device(reply, what):
    """Judge a probe that ran on the meta device, where mixing devices fails as it does on CUDA."""
    trouble = reply.text("trouble")
    if "item()" in trouble:  # the code looks at a value (an assert, a print): that works on CUDA
        return
    expect(not trouble and reply.text("device").startswith("meta"), f"{ELSEWHERE} ({what})")


def _expect_gradients(reply, expected):
    trouble = reply.text("trouble")
    expect("inplace" not in trouble and "in-place" not in trouble, IN_PLACE)
    expect(not trouble, CUT)
    cut = [name for name in expected if name in reply.text("cut").split()]
    expect(
        not cut,
        f"No gradient reaches {', '.join(cut)}: is it left out, detached, or wrapped in a new Parameter?",
    )
    for name, gradient in expected.items():
        actual = reply.tensor(f"grad_{name}")
        expect_shape(actual, gradient.shape, f"the gradient of {name}")
        hint = (
            f"The gradient of {name} is wrong: is part of the path cut by detach, .data or torch.no_grad()?"
        )
        expect_close(actual, gradient, hint)


# ------------------------------------------------------------------------------------------- 1.1


def _affine(x_t, h, W, U, b):
    return x_t @ W.T + h @ U.T + b


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
        expected = torch.tanh(_affine(**inputs))
        expect_close(
            new,
            expected,
            "The new state differs from tanh(W x + U h + b).",
            mistakes=_step_mistakes(**inputs),
        )
        for name in ("x_t", "h"):
            hint = f"rnn_step changed its argument {name} in place: make a new tensor for the new state."
            expect_close(reply.tensor(name), inputs[name], hint)


def step_gradient_probe(names, x_t, h, W, U, b, weight):
    inputs = {"x_t": x_t, "h": h, "W": W, "U": U, "b": b}
    for tensor in inputs.values():
        tensor.requires_grad_()
    try:
        new = names["rnn_step"](x_t, h, W, U, b)
        if not isinstance(new, torch.Tensor) or new.shape != weight.shape or new.dtype != weight.dtype:
            return {"new": new, "trouble": ""}
        gradients = torch.autograd.grad((new * weight).sum(), tuple(inputs.values()), allow_unused=True)
    except RuntimeError as error:
        if "grad" not in str(error):
            raise
        return {"new": weight, "trouble": str(error)}
    pairs = list(zip(inputs, gradients, strict=True))
    cut = " ".join(name for name, gradient in pairs if gradient is None)
    return {
        "new": new,
        "trouble": "",
        "cut": cut,
        **{f"grad_{name}": g for name, g in pairs if g is not None},
    }


def step_meta_probe(names, x_t, h, W, U, b):
    class Reads(torch.overrides.TorchFunctionMode):
        """Lets code look at numbers (to print them), as a GPU does; a meta tensor has none."""

        def __torch_function__(self, func, types, args=(), kwargs=None):
            reads = (torch.Tensor.tolist, torch.Tensor.cpu, torch.Tensor.__format__)
            if func in reads and args[0].is_meta:
                args = (torch.zeros(args[0].shape, dtype=args[0].dtype), *args[1:])
            return func(*args, **(kwargs or {}))

    inputs = [tensor.to("meta") for tensor in (x_t, h, W, U, b)]
    try:
        with Reads():
            new = names["rnn_step"](*inputs)
    except (RuntimeError, TypeError) as error:
        return {"trouble": str(error) or "error", "device": ""}
    return {"trouble": "", "device": str(new.device)}


@check("01_custom_rnn.step", points=1)
def gradients(student, draw):
    """Gradients of all five arguments in float64, and a device that is not the CPU."""
    batch, feats, units = draw.sizes(3, 2, 6)
    inputs = _step_inputs(draw, batch, feats, units, torch.float64)
    weight = draw.normal(batch, units, dtype=torch.float64)
    reply = student.run(step_gradient_probe, **inputs, weight=weight)
    new = reply.tensor("new")
    expect_dtype(new, torch.float64, "the state keeps the dtype of the inputs")
    expect_shape(new, weight.shape, "one state a sequence: [batch, rnn_size]")
    for tensor in inputs.values():
        tensor.requires_grad_()
    expected = torch.tanh(_affine(**inputs))
    if not reply.text("trouble"):
        hint = "The gradients can be right only when the new state is."
        expect_close(new, expected.detach(), hint)
    wanted = torch.autograd.grad((expected * weight).sum(), tuple(inputs.values()))
    _expect_gradients(reply, dict(zip(inputs, wanted, strict=True)))
    inputs = {name: tensor.detach() for name, tensor in inputs.items()}
    _expect_same_device(student.run(step_meta_probe, **inputs), "rnn_step")


# ------------------------------------------------------------------------------------------- 1.2


def state_probe(names, x, rnn_size):
    return {"state": names["init_state"](x, rnn_size)}


@check("01_custom_rnn.init_state", points=1)
def zeros(student, draw):
    """Shape and values, for several sizes and for one sequence alone."""
    batch, steps, feats, units = draw.sizes(4, 2, 9)
    for batch_size in (batch, 1):
        x = draw.normal(batch_size, steps, feats)
        state = student.run(state_probe, x=x, rnn_size=units).tensor("state")
        expect(
            state.numel() > 0 and state.dim() > 0,
            "The state is empty: it needs rnn_size numbers for each sequence.",
        )
        expect(
            list(state.shape) != [steps, units] or steps == batch_size,
            "One row a step; the state needs one row a sequence. The batch is the first axis of x.",
        )
        expect(
            list(state.shape) != [units, batch_size],
            "The axes of the state are exchanged: the batch comes first.",
        )
        expect_shape(state, [batch_size, units], "one state a sequence: [batch, rnn_size]")
        expect(bool((state == 0).all()), "The start state must be all zeros: nothing has been seen yet.")


def state_like_probe(names, x, rnn_size, dtype):
    x = x.to(getattr(torch, dtype))
    state = names["init_state"](x, rnn_size)
    if not isinstance(state, torch.Tensor):
        return {"state": state}
    report = {"state": state, "dtype": str(state.dtype), "device": "", "trouble": ""}
    try:
        elsewhere = names["init_state"](x.to("meta"), rnn_size)
        return {**report, "device": str(elsewhere.device), "meta_dtype": str(elsewhere.dtype)}
    except (RuntimeError, TypeError, ValueError) as error:
        return {**report, "trouble": str(error) or "error"}


@check("01_custom_rnn.init_state", points=1)
def like_the_input(student, draw):
    """The input's dtype and device; `meta` stands for a GPU."""
    batch, steps, feats, units = draw.sizes(4, 2, 9)
    for dtype in ("float64", "float32", "float16"):
        reply = student.run(state_like_probe, x=draw.normal(batch, steps, feats), rnn_size=units, dtype=dtype)
        state = reply.tensor("state")
        expect_shape(state, [batch, units], "the state has one row a sequence and one number a unit")
        expect_dtype(state, getattr(torch, dtype), "the state must have the dtype of x")
        expect(not reply.text("trouble"), ELSEWHERE)
        device = reply.text("device")
        expect(
            device.startswith("meta"), "The state is not on the device of x: make it with the device of x."
        )


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


def _loop(x, state, step):
    states = []
    for x_t in x.unbind(1):
        state = step(x_t, state)
        states.append(state)
    return torch.stack(states, dim=1)


def _recurrence_mistakes(x, state, W, U, b):
    def right(x_t, h):
        return torch.tanh(_affine(x_t, h, W, U, b))

    states = _loop(x, state, right)
    batch, steps, units = states.shape
    known = {
        "The states are not squashed: is the tanh missing?": _loop(
            x, state, lambda x_t, h: _affine(x_t, h, W, U, b)
        ),
        "Past inputs have no effect: is U missing, or does each step start from zeros?": _loop(
            x, state, lambda x_t, h: torch.tanh(x_t @ W.T + b)
        ),
        "Every step starts from the first state: pass the new state on to the next step.": _loop(
            x, state, lambda x_t, h: right(x_t, state)
        ),
        "The state passed by the caller has no effect: start from it when it is given.": _loop(
            x, torch.zeros_like(state), right
        ),
        "The bias has no effect: add b before the tanh.": _loop(
            x, state, lambda x_t, h: torch.tanh(_affine(x_t, h, W, U, 0))
        ),
        "The bias is added after the tanh; the tanh goes around the whole sum.": _loop(
            x, state, lambda x_t, h: torch.tanh(_affine(x_t, h, W, U, 0)) + b
        ),
        "The states are squashed, but not by tanh: is it a sigmoid?": _loop(
            x, state, lambda x_t, h: torch.sigmoid(_affine(x_t, h, W, U, b))
        ),
        "The states are cut off, not squashed: use tanh, not relu.": _loop(
            x, state, lambda x_t, h: torch.relu(_affine(x_t, h, W, U, b))
        ),
        "The tanh is on the outputs only; the next step must get the squashed state too.": torch.tanh(
            _loop(x, state, lambda x_t, h: _affine(x_t, h, W, U, b))
        ),
        "The bias is added twice; this layer has one bias.": _loop(
            x, state, lambda x_t, h: torch.tanh(_affine(x_t, h, W, U, 2 * b))
        ),
        "U is used the wrong way round (transposed): call it as a layer, self.U(state).": _loop(
            x, state, lambda x_t, h: torch.tanh(_affine(x_t, h, W, U.T, b))
        ),
        "The old state is added on top; it enters through U only.": _loop(
            x, state, lambda x_t, h: h + right(x_t, h)
        ),
        "The outputs are one step late: the first output is the state after the first input, not the start state.": (
            torch.cat([state[:, None], states[:, :-1]], dim=1)
        ),
        "The sequence is read from its end to its beginning.": _loop(x.flip(1), state, right),
        "The sequence is read from its end to its beginning; the outputs are turned back, the states are not.": _loop(
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
        swapped = _loop(x.transpose(0, 1), state, right)
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


def recurrence_meta_probe(names, x, state, rnn_size):
    class Reads(torch.overrides.TorchFunctionMode):
        """Lets code look at numbers (to print them), as a GPU does; a meta tensor has none."""

        def __torch_function__(self, func, types, args=(), kwargs=None):
            reads = (torch.Tensor.tolist, torch.Tensor.cpu, torch.Tensor.__format__)
            if func in reads and args[0].is_meta:
                args = (torch.zeros(args[0].shape, dtype=args[0].dtype), *args[1:])
            return func(*args, **(kwargs or {}))

    layer = names["MyUnidirectionalRNN"](x.shape[2], rnn_size).to(x).to("meta")
    x, state = x.to("meta"), state.to("meta")
    try:
        with Reads():
            states = layer(x, state)
    except (RuntimeError, TypeError) as error:
        return {"trouble": str(error) or "error", "device": ""}
    return {"trouble": "", "device": str(states.device)}


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
    _expect_gradients(reply, gradients)
    x, state = inputs["x"].detach(), inputs["state"].detach()
    _expect_same_device(student.run(recurrence_meta_probe, x=x, state=state, rnn_size=units), "forward")


# ------------------------------------------------------------------------------------------- 1.4


def chunks_probe(names, x, mix, keep, chunk_len):
    class Leaky(torch.nn.Module):
        """A recurrent layer that is not the student's: it remembers every chunk it was given."""

        def __init__(self):
            super().__init__()
            self.rnn_size, self.lengths, self.trouble = mix.shape[1], [], ""

        def forward(self, x, state=None):
            self.lengths.append(x.shape[1])
            if state is None:
                state = x.new_zeros(x.shape[0], self.rnn_size)
            if tuple(state.shape) != (x.shape[0], self.rnn_size):
                self.trouble = self.trouble or str(list(state.shape))
                raise ValueError(f"the state has the shape {self.trouble}, expected [batch, rnn_size]")
            states = [state]
            for x_t in x.unbind(1):
                states.append(keep * states[-1] + torch.tanh(x_t @ mix))
            return torch.stack(states, dim=1)[:, 1:]

    layer, x = Leaky(), x.requires_grad_()
    result = {"outputs": None, "trouble": "", "gradient": x, "lengths": ""}
    try:
        result["outputs"] = outputs = names["run_in_chunks"](layer, x, chunk_len)
        if (
            isinstance(outputs, torch.Tensor)
            and outputs.requires_grad
            and outputs.dim() == 3
            and outputs.numel()
        ):
            (result["gradient"],) = torch.autograd.grad(outputs[:, -1].sum(), x)
        elif isinstance(outputs, torch.Tensor):
            result["gradient"] = torch.zeros_like(x)
    except ValueError:
        if not layer.trouble:
            raise
        result["trouble"], result["outputs"] = layer.trouble, x
    result["lengths"] = " ".join(str(length) for length in layer.lengths)
    return result


def _chunk_cases(draw):
    """Yield (inputs of the probe, expected outputs): a short last chunk, a whole number, one chunk, single steps."""
    chunk_len = draw.size(2, 5)
    batch = chunk_len + 1  # so that a batch cut into chunks leaves one sequence over
    feats, units = draw.sizes(2, 7, 10)
    for steps, length in (
        (chunk_len * 2 + draw.size(1, chunk_len - 1), chunk_len),
        (chunk_len * 3, chunk_len),
        (chunk_len, chunk_len + 2),
        (3, 1),
    ):
        x = draw.normal(batch, steps, feats)
        mix, keep = draw.normal(feats, units), 0.5 + draw.size(0, 4) / 10
        start = torch.zeros(batch, units)
        expected = _loop(x, start, lambda x_t, h, mix=mix, keep=keep: keep * h + torch.tanh(x_t @ mix))
        yield {"x": x, "mix": mix, "keep": keep, "chunk_len": length}, expected


def _chunk_mistakes(x, mix, keep, chunk_len, expected):
    def step(x_t, h):
        return keep * h + torch.tanh(x_t @ mix)

    def run(next_state):
        state, outputs = torch.zeros_like(expected[:, 0]), []
        for chunk in x.split(chunk_len, dim=1):
            outputs.append(_loop(chunk, state, step))
            state = next_state(outputs)
        return torch.cat(outputs, dim=1)

    known = {
        "The state is not passed on: every chunk starts from zeros.": run(
            lambda out: torch.zeros_like(out[0][:, 0])
        ),
        "The next chunk gets the first step of the last output; pass on the last step.": run(
            lambda out: out[-1][:, 0]
        ),
        "Every chunk gets the state after the first chunk: pass on the newest one.": run(
            lambda out: out[0][:, -1]
        ),
        "The next chunk gets a mean over the steps; pass on the last step.": run(
            lambda out: out[-1].mean(dim=1)
        ),
        "The next chunk gets a sum over the steps; pass on the last step.": run(
            lambda out: out[-1].sum(dim=1)
        ),
    }
    return {hint: outputs for hint, outputs in known.items() if not torch.equal(outputs, expected)}


@check("01_custom_rnn.carry_state", points=1)
def outputs(student, draw):
    """In chunks as in one go, with another recurrent layer than the student's."""
    for inputs, expected in _chunk_cases(draw):
        batch, steps, units = expected.shape
        chunk_len = inputs["chunk_len"]
        reply = student.run(chunks_probe, **inputs)
        trouble = reply.text("trouble")
        expect(
            not trouble,
            "The state given to the layer is not [batch, rnn_size]: pass on one step, output[:, -1].",
        )
        actual = reply.tensor("outputs")
        shape = list(actual.shape)
        last = steps % chunk_len or min(chunk_len, steps)
        expect(
            shape != [batch, last, units] or last == steps,
            "Only the last chunk came back: join the outputs of all chunks along the time axis.",
        )
        expect(
            shape != [batch, steps - last, units] or steps % chunk_len == 0,
            "The last chunk is missing: it is shorter than the others, and it counts.",
        )
        expect_shape(actual, [batch, steps, units], "one output for every step: [batch, seq_len, rnn_size]")
        hint = "The outputs differ from running the sequence whole."
        expect_close(actual, expected, hint, mistakes=_chunk_mistakes(**inputs, expected=expected))


@check("01_custom_rnn.carry_state", points=1)
def chunks(student, draw):
    """Each chunk goes through the layer once, in order, and the gradient crosses the borders."""
    for inputs, expected in _chunk_cases(draw):
        steps, chunk_len = expected.shape[1], inputs["chunk_len"]
        due = [len(part) for part in torch.arange(steps).split(chunk_len)]
        reply = student.run(chunks_probe, **inputs)
        reply.tensor("outputs")
        expect(
            not reply.text("trouble"),
            "The state given to the layer is not [batch, rnn_size]: pass on one step.",
        )
        got = [int(length) for length in reply.text("lengths").split()]
        expect(0 not in got, "The layer was given an empty chunk: where does your loop end?")
        expect(
            got != [steps] or due == [steps],
            "The whole sequence went through the layer at once, not in chunks.",
        )
        expect(
            got != [length for length in due for _ in range(2)],
            "Every chunk went through the layer twice: call it once, and take the state from its output.",
        )
        expect(
            got == due,
            "The chunks have the wrong lengths: chunk_len steps each, the last one may be shorter.",
        )
        x = inputs["x"].detach().requires_grad_()
        mix, keep = inputs["mix"], inputs["keep"]
        start = torch.zeros_like(expected[:, 0])
        whole = _loop(x, start, lambda x_t, h, mix=mix, keep=keep: keep * h + torch.tanh(x_t @ mix))
        (wanted,) = torch.autograd.grad(whole[:, -1].sum(), x)
        hint = "The gradient does not reach the earlier chunks as it should: is the state detached or lost on the way?"
        expect_close(reply.tensor("gradient"), wanted, hint)


# ------------------------------------------------------------------------------------------- 1.5


def copy_probe(names, W, U, b, weight_ih, weight_hh, bias_ih, bias_hh):
    class Layer(torch.nn.Module):
        def __init__(self, num_feats, rnn_size):
            super().__init__()
            self.rnn_size = rnn_size
            self.W = torch.nn.Linear(num_feats, rnn_size, bias=False)
            self.U = torch.nn.Linear(rnn_size, rnn_size, bias=False)
            self.b = torch.nn.Parameter(torch.zeros(1, rnn_size))

    rnn_size, num_feats = weight_ih.shape
    layer, cell = (
        Layer(num_feats, rnn_size).to(weight_ih),
        torch.nn.RNNCell(num_feats, rnn_size).to(weight_ih),
    )
    source = {"weight_ih": weight_ih, "weight_hh": weight_hh, "bias_ih": bias_ih, "bias_hh": bias_hh}
    with torch.no_grad():
        for parameter, value in zip((layer.W.weight, layer.U.weight, layer.b), (W, U, b), strict=True):
            parameter.copy_(value)
        for name, value in source.items():
            getattr(cell, name).copy_(value)
    before = [layer.W.weight, layer.U.weight, layer.b]
    trouble = ""
    try:
        names["copy_from"](layer, cell)
    except RuntimeError as error:
        if isinstance(error, NotImplementedError):
            raise
        trouble = str(error)
    try:
        after = [layer.W.weight, layer.U.weight, layer.b]
    except AttributeError:
        return {"trouble": "replaced"}
    kinds = [isinstance(p, torch.nn.Parameter) and p.requires_grad and p.is_leaf for p in after]
    result = {name: tensor.detach().clone() for name, tensor in zip(("W", "U", "b"), after, strict=True)}
    result |= {name: getattr(cell, name).detach().clone() for name in source}
    result |= {
        "trouble": trouble,
        "trainable": all(kinds),
        "same": all(p is q for p, q in zip(before, after, strict=True)),
    }
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.add_(1.0)
    result["shared"] = any(
        not torch.equal(p.detach(), result[n]) for p, n in zip(after, ("W", "U", "b"), strict=True)
    )
    return result


def _copy_inputs(draw, feats, units, dtype=torch.float32):
    shapes = {
        "W": (units, feats),
        "U": (units, units),
        "b": (1, units),
        "weight_ih": (units, feats),
        "weight_hh": (units, units),
        "bias_ih": (units,),
        "bias_hh": (units,),
    }
    return {name: draw.normal(*shape, dtype=dtype) for name, shape in shapes.items()}


def _copied(student, inputs):
    reply = student.run(copy_probe, **inputs)
    trouble = reply.text("trouble")
    expect(
        "leaf" not in trouble,
        "PyTorch refuses to overwrite a parameter while it records gradients: copy inside torch.no_grad().",
    )
    expect(
        "size" not in trouble and "shape" not in trouble and "dimension" not in trouble,
        "A tensor does not fit into its place: compare the shapes of W, U and b with those of the cell's weights.",
    )
    expect(
        trouble != "replaced",
        "rnn.W and rnn.U must stay layers, and rnn.b must stay: write into their weights.",
    )
    expect(not trouble, "Copying failed in PyTorch. Use in-place copy_ inside torch.no_grad().")
    return reply


@check("01_custom_rnn.copy_weights", points=1)
def numbers(student, draw):
    """The right number in the right place; first with as many features as units, where W and U can be exchanged."""
    feats, units = draw.sizes(2, 2, 8)
    for size, dtype in ((units, torch.float32), (feats, torch.float32), (feats, torch.float64)):
        inputs = _copy_inputs(draw, size, units, dtype)
        reply = _copied(student, inputs)
        old = {name: inputs[name] for name in ("W", "U", "b")}
        ih, hh, b_ih, b_hh = (inputs[name] for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
        W, U, b = (reply.tensor(name) for name in old)
        untouched = all(torch.equal(reply.tensor(name), value) for name, value in old.items())
        expect(not untouched, "The layer is unchanged: write into rnn.W.weight, rnn.U.weight and rnn.b.")
        expect_shape(W, ih.shape, "W.weight keeps its shape")
        expect_shape(U, hh.shape, "U.weight keeps its shape")
        expect_shape(b, [1, units], "b keeps its shape [1, rnn_size]")
        expect_close(
            W,
            ih,
            "W.weight does not hold the cell's weight_ih.",
            mistakes={
                "W.weight holds weight_hh: ih means input to hidden, that is W.": hh,
                "W.weight holds weight_ih transposed: both are stored as nn.Linear stores them.": ih.T,
                "W.weight is unchanged.": old["W"],
                "The cell's weights were added to W.weight: replace the old numbers.": old["W"] + ih,
            },
        )
        expect_close(
            U,
            hh,
            "U.weight does not hold the cell's weight_hh.",
            mistakes={
                "U.weight holds weight_hh transposed: both are stored as nn.Linear stores them.": hh.T,
                "U.weight holds weight_ih: hh means hidden to hidden, that is U.": ih,
                "U.weight is unchanged.": old["U"],
                "The cell's weights were added to U.weight: replace the old numbers.": old["U"] + hh,
            },
        )
        both = b_ih + b_hh
        expect_close(
            b,
            both[None],
            "b does not give the same numbers as the cell's two biases.",
            mistakes={
                "b holds bias_ih only: the cell adds two biases.": b_ih[None],
                "b holds bias_hh only: the cell adds two biases.": b_hh[None],
                "b holds the mean of the two biases: the cell adds them.": both[None] / 2,
                "b is unchanged: the cell has biases too.": old["b"],
                "The cell's biases were added to the old b: replace it.": old["b"] + both,
                "b is zero: the cell has biases too.": torch.zeros_like(old["b"]),
                "b holds the product of the two biases: the cell adds them.": (b_ih * b_hh)[None],
                "b holds the difference of the two biases: the cell adds them.": (b_ih - b_hh)[None],
            },
        )


@check("01_custom_rnn.copy_weights", points=1)
def parameters(student, draw):
    """The layer keeps its own trainable parameters, and the cell stays what it was."""
    feats, units = draw.sizes(2, 2, 8)
    inputs = _copy_inputs(draw, feats, units)
    reply = _copied(student, inputs)
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        hint = f"copy_from changed the cell ({name}): only the layer may change."
        expect_close(reply.tensor(name), inputs[name], hint, rtol=0, atol=0)
    old = ("W", "U", "b")
    untouched = all(torch.equal(reply.tensor(name), inputs[name]) for name in old)
    expect(not untouched, "The layer is unchanged: write into rnn.W.weight, rnn.U.weight and rnn.b.")
    expect(
        not reply.flag("shared"),
        "The layer and the cell share memory: training one would change the other. Copy the numbers.",
    )
    expect(
        reply.flag("trainable"),
        "A weight of the layer is no longer a trainable nn.Parameter: copy into it and leave requires_grad alone.",
    )
    expect(
        reply.flag("same"),
        "The layer has new parameters, so an optimiser made before would train the old ones: copy into them in place.",
    )


# ------------------------------------------------------------------------------------------- 1.6


def count_probe(names, num_feats, rnn_size):
    count = names["num_parameters"](num_feats, rnn_size)
    return {"count": count.item() if isinstance(count, torch.Tensor) and count.numel() == 1 else count}


@check("01_custom_rnn.num_parameters", points=2)
def formula(student, draw):
    """W, U and one bias, at sizes where no two wrong formulas agree."""
    for _ in range(3):
        n, r = draw.size(17, 60), draw.size(101, 160)
        count = student.run(count_probe, num_feats=n, rnn_size=r).number("count")
        known = {
            r * n + r * r + 2 * r: "That counts two biases, as nn.RNN has; this layer has one.",
            r * n + r * r: "b is missing: it is trained too.",
            r * n + r * r + 1: "b has one number for each unit.",
            r * n + r * r + n: "b has rnn_size numbers, not num_feats.",
            r * n + r: "U is missing: hidden to hidden.",
            r * r + r: "W is missing: input to hidden.",
            r * n + r * r + 3 * r: "Too many biases: this layer has one; W and U have none.",
            r * n + n * n + r: "U has rnn_size rows and rnn_size columns; num_feats plays no part in it.",
            2 * r * n + r: "U does not have the shape of W: it is [rnn_size, rnn_size].",
            n + r + 1: "A matrix has rows times columns numbers, not rows plus columns.",
            n + 4 * r: "A matrix has rows times columns numbers, not rows plus columns.",
            r * n + 2 * r + r: "U is a square matrix: rnn_size times rnn_size numbers.",
            (n + r) ** 2
            + r: "W is [rnn_size, num_feats] and U is [rnn_size, rnn_size]: count these two only.",
            r * n + 2 * r * r + r: "U is counted twice: it is the same U at every step.",
            4
            * (
                r * n + r * r + r
            ): "That is four times too many: an LSTM has four such blocks, this layer has one.",
            n * r * r + r: "W and U are two matrices: add their sizes.",
        }
        expect(count == r * n + r * r + r, known.get(count, "Count W, U and b one by one, then add."))
