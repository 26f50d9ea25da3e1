"""Exercise 4.3: CharLSTM."""

from functools import partial

import torch
from torch import nn

from autograder.check import check, travels
from autograder.checks.shared import flat_gradient, loaded_model
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape


def layers_probe(names, **sizes):
    """Return the sizes of all LSTMs and linear layers of the student's model."""
    modules = list(names["CharLSTM"](*sizes.values()).modules())
    lstms = [m for m in modules if isinstance(m, torch.nn.LSTM)]
    rows = [[m.input_size, m.hidden_size, m.num_layers, 1 + m.bidirectional] for m in lstms]
    linears = [[m.in_features, m.out_features] for m in modules if isinstance(m, torch.nn.Linear)]
    tensors = {"lstms": torch.tensor(rows).view(-1, 4), "linears": torch.tensor(linears).view(-1, 2)}
    return {name: t.long() for name, t in tensors.items()}


def expect_layers(student):
    """Fail unless the model has one nn.LSTM and two linear layers of the right sizes."""
    vocab, rnn, mlp = 13, 5, 7
    reply = student.run(layers_probe, vocab_size=vocab, rnn_size=rnn, mlp_size=mlp)
    lstms, linears = reply.tensor("lstms").tolist(), reply.tensor("linears").tolist()
    expect(bool(lstms), "There is no nn.LSTM. Make it in __init__ and use it in forward.")
    expect(len(lstms) == 1, "There is more than one nn.LSTM. The task asks for one.")
    reads, units, layers, directions = lstms[0]
    expect(layers == 1, "The LSTM has several layers. The task asks for one.")
    expect(directions == 1, "The LSTM reads in both directions, so it sees what it predicts.")
    hint = f"The LSTM reads {reads} numbers a step and has {units} units. It should read vocab_size and have rnn_size units."
    expect([reads, units] == [vocab, rnn], hint)
    ways, asked = (
        " and ".join(f"from {a} to {b}" for a, b in linears),
        "rnn_size to mlp_size, and mlp_size to vocab_size",
    )
    expect(len(linears) == 2, f"There are {len(linears)} linear layer(s). The MLP has two: {asked}.")
    hint = f"With rnn_size = {rnn}, mlp_size = {mlp} and vocab_size = {vocab}, the linear layers go {ways}. The task asks for {asked}."
    expect(sorted(linears) == sorted([[rnn, mlp], [mlp, vocab]]), hint)


@travels
def char_answer(names, kept, x, rnn_size, mlp_size, weights, h=None, c=None, training=False):
    """Run the student's model, built once a size, with these weights; return its answer, its parameters and the state given."""

    def last(layer):
        return isinstance(layer, torch.nn.Linear) and layer.out_features != mlp_size

    sizes = x.shape[-1], rnn_size, mlp_size
    model, parameters = loaded_model(names["CharLSTM"], kept, sizes, weights, last)
    random = torch.get_rng_state()
    with torch.enable_grad():
        given = () if h is None else (h.detach().requires_grad_(), c.detach().requires_grad_())
        answer = model.train(training)(x, given) if given else model.train(training)(x)
    if training:
        torch.set_rng_state(random)  # dropout draws
    return answer, parameters, given


def call_rows(names, kept, **case):
    answer, parameters, _ = char_answer(names, kept, **case)
    log_probs = answer[0] if isinstance(answer, (tuple, list)) else answer
    return log_probs, flat_gradient([log_probs], parameters, torch.square)


def call_state(names, kept, **case):
    (_, (h, c)), parameters, given = char_answer(names, kept, **case)
    return h, c, flat_gradient([h, c], [*parameters, *given], torch.square)


class RightChar(nn.ModuleList):
    """The model that the card describes, in eval mode."""

    def __init__(self, vocab, rnn, mlp):
        super().__init__([nn.LSTM(vocab, rnn, batch_first=True), nn.Linear(rnn, mlp), nn.Linear(mlp, vocab)])

    def forward(self, x, state=None):
        output, state = self[0](x, state)
        return self[2](self[1](output).relu()).log_softmax(-1).flatten(0, 1), state


right_rows = partial(call_rows, {"CharLSTM": RightChar}, {})
right_state = partial(call_state, {"CharLSTM": RightChar}, {})


def logs_of_zero(**case):
    hint = "With scores far apart a probability becomes 0, and its logarithm -inf: log_softmax, not softmax and then log."
    return {hint: (right_rows(**case)[0].exp().log(),)}


def char_case(draw, batch, steps, sizes, dtype=torch.float32, far=False, state=False, **more):
    """Draw one-hot letters and weights. The MLP's inner numbers lie on both sides of 0: with `far`, up to 300 away."""
    vocab, rnn, mlp = sizes
    x = nn.functional.one_hot(draw.integers(0, vocab - 1, batch, steps), vocab).to(dtype)
    shapes = (4 * rnn * (vocab + rnn + 2),), (mlp, rnn), (vocab, mlp)
    lstm, inner, outer = (draw.normal(*shape) for shape in shapes)
    sides = torch.tensor([300.0, -300.0, 12.0, -12.0] if far else [0.5, -0.5]).repeat(mlp)[:mlp]
    ends = (2 * draw.permutation(vocab) - vocab) * (120 if far else 0.2)
    parts = [0.4 * lstm, inner, sides, outer * (0.02 if far else 1), ends]
    weights = torch.cat([p.flatten() for p in parts]).to(dtype)
    scales = {"h": 1, "c": 200 if far else 1} if state else {}
    given = {n: draw.normal(1, batch, rnn, scale=scale, dtype=dtype) for n, scale in scales.items()}
    return {"x": x, "rnn_size": rnn, "mlp_size": mlp, "weights": weights} | given | more


def expect_char(student, call, right, draw, state, more, **said):
    """Play cases of several sizes and both dtypes, and `more` of them, as every exercise promises."""
    sizes, double = tuple(draw.sizes(3, 4, 9)), {"dtype": torch.float64, "state": state}
    cases = [char_case(draw, 3, 5, sizes, state=state), char_case(draw, 3, 5, sizes, state=state)]
    cases += [char_case(draw, 1, 1, sizes, state=state), char_case(draw, 1, 1, (2, 1, 3), state=state), *more]
    keeps_promises(student, call, cases, right, rtol=1e-3, atol=1e-4, **said)
    cases = [char_case(draw, 2, 4, sizes, **double), char_case(draw, 3, 1, (5, 6, 8), far=True, **double)]
    keeps_promises(student, call, cases, right, rtol=1e-8, atol=1e-8, **said)


def first_probe(names, **case):
    """Return the student's log-probabilities and state for one case, or what stands in the way of reading them."""
    answer, *_ = char_answer(names, {}, **case)
    parts = list(answer) if isinstance(answer, (tuple, list)) else [answer]
    reply, state = {"log_probs": (*parts, None)[0], "problem": ""}, (None, *parts)[-1]
    if len(parts) != 2:
        reply["problem"] = "forward must return two things: (log-probabilities, state)."
    elif state is None:
        reply["problem"] = "The state is None. Return the state that nn.LSTM gives."
    elif not isinstance(state, (tuple, list)) or len(state) != 2:
        reply["problem"] = "The state of an LSTM is a pair (h, c). Return both, as nn.LSTM gives them."
    else:
        reply |= {"h": state[0], "c": state[1]}
    return reply


@check("04_char_lstm.char_lstm", points=1)
def log_probabilities(student, draw):
    """Layers, shapes and numbers in eval mode, and what every exercise promises."""
    expect_layers(student)
    b, t, (vocab, rnn, mlp) = 3, 5, draw.sizes(3, 6, 11)
    case = char_case(draw, b, t, (vocab, rnn, mlp))
    log_probs = student.run(first_probe, **case).tensor("log_probs")
    shape, x = list(log_probs.shape), case["x"]
    expect(shape != [b, t, vocab], f"Shape {shape}: join batch and time, [batch · seq, vocab_size].")
    expect(shape != [b, vocab], f"Shape {shape}: only one step of each sequence is left. Keep all steps.")
    expect_shape(
        log_probs, [b * t, vocab], "a row for each step of each sequence, a number for each character."
    )
    expect_dtype(log_probs, x.dtype, "the log-probabilities have the dtype of the input.")
    (lstm, first, second), _ = loaded_model(RightChar, {}, (vocab, rnn, mlp), case["weights"])
    with torch.no_grad():
        output, mixed = lstm(x)[0], lstm(x.transpose(0, 1))[0].transpose(0, 1)
        inner = first(output)
        raw, plain, tanh = second(inner.relu()), second(inner), second(inner.tanh())
        relus, mixed = second(first(output.relu()).relu()), second(first(mixed).relu())
        swapped = second(first(output.reshape(t, b, -1).transpose(0, 1)).relu())
    axis = "The log-softmax runs over the wrong axis. Each row is a choice among the characters: dim=-1."
    end = "stands at the end: the characters compete, so it takes a log-softmax."
    twice = "There are two softmax: the scores become probabilities, and these are taken for scores again."
    order = "The rows come in the order of time: all sequences at step 0 first. The task asks for sequence after sequence."
    known = {
        f"{axis} ": raw.log_softmax(1),
        f"{axis}  ": raw.log_softmax(0),
        axis: raw.flatten(0, 1).log_softmax(0),
        "These are raw scores: the log-softmax is missing.": raw,
        "These are probabilities. NLLLoss wants their logarithms.": raw.softmax(-1),
        twice: raw.softmax(-1).log_softmax(-1),
        "The sign is wrong: NLLLoss itself turns it round.": -raw.log_softmax(-1),
        f"A sigmoid {end}": raw.sigmoid(),
        f"A log-sigmoid {end}": nn.functional.logsigmoid(raw),
        "The ReLU of the MLP is missing: two linear layers in a row are only one.": plain.log_softmax(-1),
        "The MLP has another activation in the middle. The task asks for a ReLU.": tanh.log_softmax(-1),
        "A ReLU stands on the scores, too: no score can be below 0 then.": raw.relu().log_softmax(-1),
        "A ReLU stands on the output of the LSTM, too. The task asks for one, in the MLP.": relus.log_softmax(
            -1
        ),
        "The LSTM takes the batch for time: is batch_first=True missing?": mixed.log_softmax(-1),
        order: raw.log_softmax(-1).transpose(0, 1),
        "`view` mixes batch and time: it never swaps axes.": swapped.log_softmax(-1),
    }
    general = "In eval mode the log-probabilities differ from LSTM → Linear → ReLU → Linear → log-softmax. Is dropout still on?"
    mistakes = {hint: values.reshape(b * t, vocab) for hint, values in known.items()}
    right = raw.log_softmax(-1).flatten(0, 1)
    expect_close(log_probs, right, general, mistakes=mistakes, rtol=1e-3, atol=1e-4)
    more = [char_case(draw, 3, 4, (4, 5, 6), state=True), char_case(draw, 2, 135, (3, 2, 5))]
    said = {"results": ("the log-probabilities", "their gradient for all weights"), "mistakes": logs_of_zero}
    expect_char(student, call_rows, right_rows, draw, False, more, axes=("row", "character"), **said)


@check("04_char_lstm.char_lstm", points=1)
def state(student, draw):
    """The state goes in and out as nn.LSTM gives it, in both modes, and nothing stays in the module."""
    expect_layers(student)
    case = char_case(draw, 3, 5, (4, 5, 6), state=True)
    reply = student.run(first_probe, **case)
    expect(not reply.text("problem"), reply.text("problem"))
    said = "the state has one layer, then the batch, then rnn_size. Return it as nn.LSTM gives it."
    for name in "hc":
        expect_shape(reply.tensor(name), [1, 3, 5], said)

    def after(**changes):
        return torch.cat(right_state(**case | changes)[:2]).detach()

    h, c, right = case["h"], case["c"], after()
    known = {
        "The state that is passed in has no effect.": after(h=None, c=None),
        "The c of the state has no effect: only h is carried on.": after(c=0 * c),
        "The h of the state has no effect: only c is carried on.": after(h=0 * h),
        "h and c of the state are swapped: return (h, c), as nn.LSTM gives them.": right.roll(1, 0),
        "The two parts of the returned state are the same: return h and c.": right[[0, 0]],
        "The state that came in is returned: return the last one.": torch.cat([h, c]),
        "The state is the one before the last step: return the last one.": after(x=case["x"][:, :-1]),
    }
    found = torch.cat([reply.tensor("h"), reply.tensor("c")])
    expect_close(found, right, "The returned state differs from the one that nn.LSTM gives.", mistakes=known)
    again = char_case(draw, 3, 5, (4, 5, 6), state=True, training=True)
    more = [case | {"h": 0 * h}, again, *(char_case(draw, 3, 5, (4, 5, 6), training=True) for _ in range(2))]
    results = (
        *(f"{name} of the returned state" for name in "hc"),
        "the gradient from the state to all weights and the given state",
    )
    expect_char(student, call_state, right_state, draw, True, more, results=results, device=False)


def dropout_probe(names, x, rnn_size, mlp_size):
    """Return what goes through the LSTM and the two linear layers, twice in train mode and once in eval mode."""
    model, seen = names["CharLSTM"](x.shape[-1], rnn_size, mlp_size).to(x), {}

    def watch(layer, given, out):
        out = out[0] if isinstance(out, tuple) else out
        seen.setdefault(layer, []).append([part.detach().flatten(0, -2).clone() for part in (given[0], out)])

    for layer in model.modules():
        if isinstance(layer, (torch.nn.LSTM, torch.nn.Linear)):
            layer.register_forward_hook(watch)
    reply = {"problem": ""}
    for mode in ("train", "again", "eval"):
        seen.clear()
        answer = model.train(mode != "eval")(x)
        log_probs = answer[0] if isinstance(answer, (tuple, list)) else answer
        if [isinstance(layer, torch.nn.LSTM) for layer in seen] != [True, False, False]:
            return {"problem": "The way through the layers should be nn.LSTM, then two linear layers."}
        for name, pairs in zip(("lstm", "first", "second"), seen.values(), strict=True):
            given, out = zip(*pairs, strict=True)
            reply |= {f"{mode} {name} 0": torch.cat(given), f"{mode} {name} 1": torch.cat(out)}
        reply |= {f"{mode} end": log_probs, "argument": any(getattr(m, "dropout", 0) for m in seen)}
        if not log_probs.requires_grad:
            return {"problem": "Nothing can be learned: is there a detach, no_grad or an argmax in forward?"}
        model.zero_grad()
        log_probs.square().sum().backward()
        left = [n for n, p in model.named_parameters() if p.grad is None or not p.grad.any()]
        reply[f"{mode} unreached"] = ", ".join(left)
    return reply


def dropped(before, after):
    """Return which positive numbers there are, which of all are set to zero, and the factor of the others, or None."""
    alive, zero = before > 1e-3, after == 0
    ratio = (after[alive & ~zero] / before[alive & ~zero]).double()
    steady = len(ratio) and bool((ratio - ratio.median()).abs().max() < 1e-3 * ratio.median().abs())
    return alive, zero, ratio.median().item() if steady else None


def share(which, alive):
    return which[alive].double().mean().item() if alive.any() else 1.0


@check("04_char_lstm.char_lstm", points=1)
def dropout(student, draw):
    """Dropout of rate 0.4 in both places, in train mode only, each number by itself; a gradient to every weight."""
    b, t, vocab, rnn, mlp = 4, 20, draw.size(9, 14), draw.size(50, 60), draw.size(61, 70)
    x = nn.functional.one_hot(draw.integers(0, vocab - 1, b, t), vocab).float()
    reply = student.run(dropout_probe, x=x, rnn_size=rnn, mlp_size=mlp)
    expect(not reply.text("problem"), reply.text("problem"))
    found = {}
    for mode in ("train", "again", "eval"):
        output, entered, inner, second = (
            reply.tensor(f"{mode} {name}") for name in ("lstm 1", "first 0", "first 1", "second 0")
        )
        expect(entered.shape[-1] == output.shape[-1], "The MLP does not read the output of the LSTM.")
        expect(len(entered) == b * t == len(output), "The MLP does not read all steps of all sequences.")
        expect(second.shape == inner.shape, "The second linear layer does not read what the first one gives.")
        ways = [output, *(output.view(n, -1, output.shape[-1]).transpose(0, 1).flatten(0, 1) for n in (b, t))]
        results = sorted((dropped(way, entered) for way in ways), key=lambda result: result[2] is None)
        found[mode] = results[0], dropped(inner, second)
    for i, where in enumerate(("after the LSTM", "after the ReLU, inside the MLP")):
        (alive, zero, factor), (others, again, _) = found["train"][i], found["again"][i]
        part, hint = share(zero, alive), f"In train mode there is no dropout {where}."
        if reply.flag("argument") and i == 0:
            hint += " `dropout=` of nn.LSTM acts between layers, and there is only one: use nn.Dropout."
        expect(part > 0.02, hint)
        moves = (1, 1), (1, 0), (b, 0), (t, 0)
        alike = [share(zero == zero.roll(*move), alive & alive.roll(*move)) for move in moves]
        hint = f"The dropout {where} sets whole rows or columns to zero together. nn.Dropout chooses each number by itself."
        expect(max(alike) < 0.75, hint)
        hint = f"The dropout {where} sets the same numbers to zero in every call. It should choose anew."
        expect(share(zero == again, alive & others) < 0.75, hint)
        hint = (
            f"The dropout {where} sets about {round(100 * part)} % to zero. The task asks for a rate of 0.4."
        )
        expect(abs(part - 0.4) < 0.06, hint)
        scaled = factor is not None and abs(factor - 1 / 0.6) < 0.01
        hint = f"The dropout {where} does not scale the numbers that stay: nn.Dropout divides by 1 - rate."
        expect(scaled or found["eval"][i][2] is None, hint)  # another activation costs the other check
        hint = f"The dropout {where} is still on in eval mode. F.dropout needs training=self.training; nn.Dropout knows it by itself."
        alive, zero, _ = found["eval"][i]
        expect(share(zero, alive) < 0.02, hint)
    hint = "There is dropout on the input: a character that is set to zero is not read. The task asks for dropout after the LSTM."
    expect(int((reply.tensor("train lstm 0") == 1).sum()) == b * t, hint)

    def agrees(mode):
        pair = reply.tensor(f"{mode} second 1").log_softmax(-1), reply.tensor(f"{mode} end")
        wanted, given = (part.flatten().sort().values for part in pair)
        return given.shape == wanted.shape and torch.allclose(given, wanted, rtol=0, atol=1e-4)

    hint = "There is dropout after the last linear layer: it sets scores to zero. Leave them as they are."
    expect(agrees("train") or not agrees("eval"), hint)
    for mode in ("train", "again", "eval"):
        unreached = reply.text(f"{mode} unreached")[:120]
        hint = f"No gradient reaches {unreached}: is there a detach, or a layer that is made and not used?"
        expect(not unreached, hint)
