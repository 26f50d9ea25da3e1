"""Exercise 4.3: CharLSTM."""

from functools import partial

import torch
from torch import nn

from autograder.check import check, travels
from autograder.checks.shared import amiss, flat_gradient, loaded_model
from autograder.contracts import keeps_promises, played
from autograder.expect import expect, expect_close, expect_dtype, expect_each, expect_shape


def layers_probe(names, **sizes):
    """Return the sizes of all LSTMs and linear layers of the student's model."""
    modules = list(names["CharLSTM"](*sizes.values()).modules())
    lstms = [m for m in modules if isinstance(m, torch.nn.LSTM)]
    rows = [[m.input_size, m.hidden_size, m.num_layers, 1 + m.bidirectional] for m in lstms]
    linears = [[m.in_features, m.out_features] for m in modules if isinstance(m, torch.nn.Linear)]
    return {
        "lstms": torch.tensor(rows).view(-1, 4).long(),
        "linears": torch.tensor(linears).view(-1, 2).long(),
    }


def expect_layers(student):
    """Fail unless the model has one nn.LSTM and two linear layers of the right sizes."""
    vocab, rnn, mlp = 13, 5, 7
    reply = student.run(layers_probe, vocab_size=vocab, rnn_size=rnn, mlp_size=mlp)
    lstms, linears = reply.tensor("lstms").tolist(), reply.tensor("linears").tolist()
    expect(bool(lstms), "There is no nn.LSTM. Make it in __init__ and use it in forward.")
    reads, units, layers, directions = lstms[0]
    asked = "rnn_size to mlp_size, and mlp_size to vocab_size"
    ways = " and ".join(f"from {a} to {b}" for a, b in linears)
    expect_each({
        "There is more than one nn.LSTM. The task asks for one.": len(lstms) == 1,
        "The LSTM has several layers. The task asks for one.": layers == 1,
        "The LSTM reads in both directions, so it sees what it predicts.": directions == 1,
        f"The LSTM reads {reads} numbers a step and has {units} units. It should read vocab_size and have rnn_size units.":
            [reads, units] == [vocab, rnn],
        f"There are {len(linears)} linear layer(s). The MLP has two: {asked}.": len(linears) == 2,
        f"With rnn_size = {rnn}, mlp_size = {mlp} and vocab_size = {vocab}, the linear layers go {ways}. The task asks for {asked}.":
            sorted(linears) == sorted([[rnn, mlp], [mlp, vocab]]),
    })  # fmt: skip


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
    if log_probs is None:
        amiss("Expected a tensor but got nothing. Is a `return` missing?")
    return log_probs, flat_gradient([log_probs], parameters, torch.square)


def call_state(names, kept, **case):
    answer, parameters, given = char_answer(names, kept, **case)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        amiss("forward must return two things: (log-probabilities, state).")
    if answer[1] is None:
        amiss("The state is None. Return the state that nn.LSTM gives.")
    if not isinstance(answer[1], (tuple, list)) or len(answer[1]) != 2:
        amiss("The state of an LSTM is a pair (h, c). Return both, as nn.LSTM gives them.")
    h, c = answer[1]
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


def first_play(student, call, draw, sizes, **more):
    """Return a case, and the two first parts of what the student's model makes of it."""
    case = char_case(draw, 3, 5, sizes, **more)
    reply = played(student, call, [case], [0])
    return case, reply.tensor("result 0 0"), reply.tensor("result 0 1")


def other_rows(x, rnn_size, mlp_size, weights):
    """Return hint → the log-probabilities that this mistake gives."""
    b, t, vocab = x.shape
    (lstm, first, second), _ = loaded_model(RightChar, {}, (vocab, rnn_size, mlp_size), weights)
    with torch.no_grad():
        log, output, mixed = nn.LogSoftmax(-1), lstm(x)[0], lstm(x.transpose(0, 1))[0].transpose(0, 1)
        inner, swapped = first(output), output.reshape(t, b, -1).transpose(0, 1)
        raw, plain, tanh = second(inner.relu()), second(inner), second(inner.tanh())
        relus, mixed, swapped = (second(first(rows).relu()) for rows in (output.relu(), mixed, swapped))
    axis = "The log-softmax runs over the wrong axis. Each row is a choice among the characters: dim=-1."
    end = "stands at the end: the characters compete, so it takes a log-softmax."
    known = {
        f"{axis} ": raw.log_softmax(1),
        f"{axis}  ": raw.log_softmax(0),
        axis: raw.flatten(0, 1).log_softmax(0),
        "These are raw scores: the log-softmax is missing.": raw,
        "These are probabilities. NLLLoss wants their logarithms.": raw.softmax(-1),
        "There are two softmax: the scores become probabilities, and these are taken for scores again.": log(raw.softmax(-1)),
        "The sign is wrong: NLLLoss itself turns it round.": -log(raw),
        f"A sigmoid {end}": raw.sigmoid(),
        f"A log-sigmoid {end}": nn.functional.logsigmoid(raw),
        "The ReLU of the MLP is missing: two linear layers in a row are only one.": log(plain),
        "The MLP has another activation in the middle. The task asks for a ReLU.": log(tanh),
        "A ReLU stands on the scores, too: no score can be below 0 then.": log(raw.relu()),
        "A ReLU stands on the output of the LSTM, too. The task asks for one, in the MLP.": log(relus),
        "The LSTM takes the batch for time: is batch_first=True missing?": log(mixed),
        "The rows come in the order of time: all sequences at step 0 first. The task asks for sequence after sequence.":
            log(raw).transpose(0, 1),
        "`view` mixes batch and time: it never swaps axes.": log(swapped),
    }  # fmt: skip
    return {hint: values.reshape(b * t, vocab) for hint, values in known.items()}


@check("04_char_lstm.char_lstm", points=1)
def log_probabilities(student, draw):
    """Layers, shapes and numbers in eval mode, and what every exercise promises."""
    expect_layers(student)
    case, log_probs, _ = first_play(student, call_rows, draw, draw.sizes(3, 6, 11))
    shape, (b, t, vocab) = list(log_probs.shape), case["x"].shape
    expect(shape != [b, t, vocab], f"Shape {shape}: join batch and time, [batch · seq, vocab_size].")
    expect(shape != [b, vocab], f"Shape {shape}: only one step of each sequence is left. Keep all steps.")
    rows = "a row for each step of each sequence, a number for each character."
    expect_shape(log_probs, [b * t, vocab], rows)
    expect_dtype(log_probs, torch.float32, "the log-probabilities have the dtype of the input.")
    general = "In eval mode the log-probabilities differ from LSTM → Linear → ReLU → Linear → log-softmax. Is dropout still on?"
    right, known = right_rows(**case)[0].detach(), other_rows(**case)
    expect_close(log_probs, right, general, mistakes=known, rtol=1e-3, atol=1e-4)
    more = [char_case(draw, 3, 4, (4, 5, 6), state=True), char_case(draw, 2, 135, (3, 2, 5))]
    said = {"results": ("the log-probabilities", "their gradient for all weights"), "mistakes": logs_of_zero}
    expect_char(student, call_rows, right_rows, draw, False, more, axes=("row", "character"), **said)


@check("04_char_lstm.char_lstm", points=1)
def state(student, draw):
    """The state goes in and out as nn.LSTM gives it, in both modes, and nothing stays in the module."""
    expect_layers(student)
    case, *found = first_play(student, call_state, draw, (4, 5, 6), state=True)
    h, c = case["h"], case["c"]
    for part in found:
        said = "the state has one layer, then the batch, then rnn_size. Return it as nn.LSTM gives it."
        expect_shape(part, h.shape, said)

    def after(**changes):
        return torch.cat(right_state(**case | changes)[:2]).detach()

    right = after()
    known = {
        "The state that is passed in has no effect.": after(h=None, c=None),
        "The c of the state has no effect: only h is carried on.": after(c=0 * c),
        "The h of the state has no effect: only c is carried on.": after(h=0 * h),
        "h and c of the state are swapped: return (h, c), as nn.LSTM gives them.": right.roll(1, 0),
        "The two parts of the returned state are the same: return h and c.": right[[0, 0]],
        "The state that came in is returned: return the last one.": torch.cat([h, c]),
        "The state is the one before the last step: return the last one.": after(x=case["x"][:, :-1]),
    }
    general = "The returned state differs from the one that nn.LSTM gives."
    expect_close(torch.cat(found), right, general, mistakes=known)
    again = char_case(draw, 3, 5, (4, 5, 6), state=True, training=True)
    more = [case | {"h": 0 * h}, again, *(char_case(draw, 3, 5, (4, 5, 6), training=True) for _ in range(2))]
    parts = "h of the returned state", "c of the returned state"
    results = *parts, "the gradient from the state to all weights and the given state"
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
    reply = {}
    for mode in ("train", "again", "eval"):
        seen.clear()
        answer = model.train(mode != "eval")(x)
        log_probs = answer[0] if isinstance(answer, (tuple, list)) else answer
        if [isinstance(layer, torch.nn.LSTM) for layer in seen] != [True, False, False]:
            amiss("The way through the layers should be nn.LSTM, then two linear layers.")
        for name, pairs in zip(("lstm", "first", "second"), seen.values(), strict=True):
            given, out = zip(*pairs, strict=True)
            reply |= {f"{mode} {name} 0": torch.cat(given), f"{mode} {name} 1": torch.cat(out)}
        reply |= {f"{mode} end": log_probs, "argument": any(getattr(m, "dropout", 0) for m in seen)}
        if not log_probs.requires_grad:
            amiss("Nothing can be learned: is there a detach, no_grad or an argmax in forward?")
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
    found, unreached = {}, ""
    for mode in ("train", "again", "eval"):
        names = "lstm 1", "first 0", "first 1", "second 0"
        output, entered, inner, second = (reply.tensor(f"{mode} {name}") for name in names)
        expect(entered.shape[-1] == output.shape[-1], "The MLP does not read the output of the LSTM.")
        expect(len(entered) == b * t == len(output), "The MLP does not read all steps of all sequences.")
        expect(second.shape == inner.shape, "The second linear layer does not read what the first one gives.")
        ways = [output, *(output.view(n, -1, output.shape[-1]).transpose(0, 1).flatten(0, 1) for n in (b, t))]
        results = sorted((dropped(way, entered) for way in ways), key=lambda result: result[2] is None)
        found[mode] = results[0], dropped(inner, second)
        unreached = unreached or reply.text(f"{mode} unreached")[:120]
    for i, where in enumerate(("after the LSTM", "after the ReLU, inside the MLP")):
        modes = (pairs[i] for pairs in found.values())
        (alive, zero, factor), (others, again, _), (left, off, steady) = modes
        part, moves = share(zero, alive), ((1, 1), (1, 0), (b, 0), (t, 0))
        alike = [share(zero == zero.roll(*move), alive & alive.roll(*move)) for move in moves]
        scaled = factor is not None and abs(factor - 1 / 0.6) < 0.01
        only = " `dropout=` of nn.LSTM acts between layers, and there is only one: use nn.Dropout."
        it = f"The dropout {where}"
        expect_each({
            f"In train mode there is no dropout {where}.{only * (reply.flag('argument') and i == 0)}": part > 0.02,
            f"{it} sets whole rows or columns to zero together. nn.Dropout chooses each number by itself.": max(alike) < 0.75,
            f"{it} sets the same numbers to zero in every call. It should choose anew.": share(zero == again, alive & others) < 0.75,
            f"{it} sets about {round(100 * part)} % to zero. The task asks for a rate of 0.4.": abs(part - 0.4) < 0.06,
            # another activation costs the other check
            f"{it} does not scale the numbers that stay: nn.Dropout divides by 1 - rate.": scaled or steady is None,
            f"{it} is still on in eval mode. F.dropout needs training=self.training; nn.Dropout knows it by itself.":
                share(off, left) < 0.02,
        })  # fmt: skip

    def agrees(mode):
        pair = reply.tensor(f"{mode} second 1").log_softmax(-1), reply.tensor(f"{mode} end")
        wanted, given = (part.flatten().sort().values for part in pair)
        return given.shape == wanted.shape and torch.allclose(given, wanted, rtol=0, atol=1e-4)

    expect_each({
        "There is dropout on the input: a character that is set to zero is not read. The task asks for dropout after the LSTM.":
            (reply.tensor("train lstm 0") == 1).sum() == b * t,
        "There is dropout after the last linear layer: it sets scores to zero. Leave them as they are.":
            agrees("train") or not agrees("eval"),
        f"No gradient reaches {unreached}: is there a detach, or a layer that is made and not used?": not unreached,
    })  # fmt: skip
