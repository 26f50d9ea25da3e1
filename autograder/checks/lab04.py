"""Hidden checks of lab 04, a character language model; every probe stands beside its checks."""

import math
import string
from functools import cache
from itertools import permutations
from pathlib import Path

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from course import data
from course.text import Vocabulary

NEWLINE = "$"

# 4.1 ------------------------------------------------------------------------------------------


def lstm_probe(names, x_t, h, c, W_ih, W_hh, b_ih, b_hh, to_h=None, to_c=None):
    """Return the student's h and c, whether the arguments are as before, and gradients if asked."""

    def closed(*args, **named):
        raise NotImplementedError("Exercise 4.1 asks for your own code, not for PyTorch's LSTM")

    def step():
        places = (
            (torch.nn.LSTMCell, "forward"),
            (torch.nn.LSTM, "forward"),
            (torch, "lstm_cell"),
            (torch, "lstm"),
        )
        kept = [getattr(owner, name) for owner, name in places]
        for owner, name in places:
            setattr(owner, name, closed)
        try:
            return names["lstm_step"](x_t, h, c, (W_ih, W_hh, b_ih, b_hh))
        finally:
            for (owner, name), value in zip(places, kept, strict=True):
                setattr(owner, name, value)

    given = {"x_t": x_t, "h": h, "c": c, "W_ih": W_ih, "W_hh": W_hh, "b_ih": b_ih, "b_hh": b_hh}
    before = {name: value.clone() for name, value in given.items()}
    answer = step()
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    reply = {"pair": True, "h": answer[0], "c": answer[1]}
    reply["changed"] = " ".join(n for n, v in given.items() if not torch.equal(v, before[n]))
    if to_h is None or reply["changed"]:
        return reply
    for value in given.values():
        value.requires_grad_()
    h_new, c_new = step()
    reply["linked"] = bool(h_new.requires_grad and c_new.requires_grad)
    if reply["linked"]:
        loss = (h_new * to_h).sum() + (c_new * to_c).sum()
        grads = torch.autograd.grad(loss, list(given.values()), allow_unused=True)
        for name, grad in zip(given, grads, strict=True):
            reply[f"grad_{name}"] = torch.zeros_like(given[name]) if grad is None else grad
    return reply


def lstm_meta_probe(names, batch, feats, units):
    """Run the student's step where no numbers exist; say where its results are."""

    def zeros(*shape):
        return torch.zeros(*shape, device="meta")

    weights = zeros(4 * units, feats), zeros(4 * units, units), zeros(4 * units), zeros(4 * units)
    try:
        h, c = names["lstm_step"](zeros(batch, feats), zeros(batch, units), zeros(batch, units), weights)
        return {"device": f"{h.device.type} {c.device.type}"}
    except Exception as error:
        return {"device": type(error).__name__}


def lstm_inputs(draw, batch, feats, units, dtype=torch.float32):
    """Draw the arguments of one step, by name."""
    shapes = {
        "x_t": (batch, feats), "h": (batch, units), "c": (batch, units),
        "W_ih": (4 * units, feats), "W_hh": (4 * units, units), "b_ih": (4 * units,), "b_hh": (4 * units,),
    }  # fmt: skip
    return {name: draw.normal(*shape, scale=0.8, dtype=dtype) for name, shape in shapes.items()}


def lstm_sums(x_t, h, c, W_ih, W_hh, b_ih, b_hh):
    """Return the four sums of a step, by name."""
    return dict(zip("ifgo", (x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh).chunk(4, -1), strict=True))


def lstm_reference(given, order="ifgo", gate=torch.sigmoid, new=torch.tanh):
    """Return h and c of one step; the other arguments are for mistakes."""
    sums = lstm_sums(**given)
    i, f, g, o = (sums["ifgo"[order.index(name)]] for name in "ifgo")
    c = gate(f) * given["c"] + gate(i) * new(g)
    return gate(o) * torch.tanh(c), c


def without(given, *names):
    """Return the arguments with some of them set to zero."""
    return {name: torch.zeros_like(v) if name in names else v for name, v in given.items()}


def lstm_mistakes(given):
    """Return (hint, (h, c)) of the known mistakes in the whole step."""
    missing = "The four sums lack a part:"
    g_takes_tanh = "It is the new content: it takes tanh."
    gates = "i, f and o take the sigmoid."
    swapped = "are swapped: the order is i, f, g, o."
    found = [
        (f"The forget gate and the input gate {swapped}", lstm_reference(given, "figo")),
        (f"The output gate and the new content {swapped}", lstm_reference(given, "ifog")),
        (f"g is squashed by a sigmoid. {g_takes_tanh}", lstm_reference(given, new=torch.sigmoid)),
        (f"g is not squashed. {g_takes_tanh}", lstm_reference(given, new=lambda g: g)),
        (f"The gates are not squashed: {gates}", lstm_reference(given, gate=lambda z: z)),
        (f"The gates take tanh, but lie between 0 and 1: {gates}", lstm_reference(given, gate=torch.tanh)),
        (f"{missing} b_hh has no effect.", lstm_reference(without(given, "b_hh"))),
        (f"{missing} b_ih has no effect.", lstm_reference(without(given, "b_ih"))),
        (f"{missing} where are the two biases?", lstm_reference(without(given, "b_ih", "b_hh"))),
        (f"{missing} the old h has no effect on them.", lstm_reference(without(given, "W_hh"))),
        (f"{missing} x_t has no effect on them.", lstm_reference(without(given, "W_ih"))),
    ]
    for order in permutations("ifgo"):
        if order != tuple("ifgo"):
            hint = "The four parts are cut in another order: it is i, f, g, o."
            found.append((hint, lstm_reference(given, "".join(order))))
    return found


@check("04_char_lstm.lstm_step", points=1.5)
def values(student, draw):
    batch, feats, units = draw.sizes(3, 3, 8)
    given = lstm_inputs(draw, batch, feats, units)
    reply = student.run(lstm_probe, **given)
    expect(reply.flag("pair"), "Return two things: (h, c).")
    h, c = reply.tensor("h"), reply.tensor("c")
    said = "one vector of hidden_size for every sequence of the batch."
    expect_shape(h, [batch, units], f"h has {said}")
    expect_shape(c, [batch, units], f"c has {said}")
    h_right, c_right = lstm_reference(given)
    both = torch.cat([h, c], -1)
    known = [
        ("h and c are swapped: return (h, c), the hidden state first.", (c_right, h_right)),
        ("The old state came back: return the new h and the new c.", (given["h"], given["c"])),
    ]
    for hint, pair in known + lstm_mistakes(given):
        expect(not torch.allclose(both, torch.cat(pair, -1), rtol=1e-4, atol=1e-5), hint)
    sums = lstm_sums(**given)
    i, f, o, g = sums["i"].sigmoid(), sums["f"].sigmoid(), sums["o"].sigmoid(), sums["g"].tanh()
    expect_close(
        c,
        c_right,
        "c differs: it is f times the old c, plus i times g.",
        mistakes={
            "The old c is missing: c is f times the old c, plus i times g.": i * g,
            "The old c is kept whole: multiply it by the forget gate.": given["c"] + i * g,
            "The new content is not multiplied by the input gate.": f * given["c"] + g,
            "The old h stands where the old c belongs: f times the old c.": f * given["h"] + i * g,
            "The input gate is not used: 1 - f takes its place. That is a GRU.": f * given["c"] + (1 - f) * g,
            "c came back squashed: the tanh is for h only.": c_right.tanh(),
            "The old c came back: return the new one.": given["c"],
            "c is a product of both parts: they are added.": f * given["c"] * i * g,
        },
    )
    expect_close(
        h,
        h_right,
        "c is right, h differs: it is o times the tanh of the new c.",
        mistakes={
            "The tanh of c is forgotten: h is o times tanh(c).": o * c_right,
            "The output gate is missing: h is o times tanh(c).": c_right.tanh(),
            "h is made from the old c. It needs the new one.": o * given["c"].tanh(),
            "c is squashed by a sigmoid on its way to h: it takes tanh.": o * c_right.sigmoid(),
            "The output gate is not squashed: it takes the sigmoid.": sums["o"] * c_right.tanh(),
            "The old h came back: return the new one.": given["h"],
            "c came back twice: h is o times tanh(c).": c_right,
        },
    )


@check("04_char_lstm.lstm_step", points=1.5)
def any_input(student, draw):
    feats, units = draw.sizes(2, 3, 7)
    double = torch.float64
    given = lstm_inputs(draw, 1, feats, units, double)
    to_h, to_c = draw.normal(1, units, dtype=double), draw.normal(1, units, dtype=double)
    reply = student.run(lstm_probe, **given, to_h=to_h, to_c=to_c)
    expect(reply.flag("pair"), "Return two things: (h, c).")
    for name in "hc":
        expect_shape(
            reply.tensor(name), [1, units], "a batch of one keeps its batch axis: is it squeezed away?"
        )
        expect_dtype(reply.tensor(name), double, "the new state has the dtype of its inputs.")
    changed = reply.text("changed")
    expect(
        not changed,
        f"Your function changes {changed} of the caller in place. Make new tensors: no `c *= …`, no `h[:] = …`.",
    )
    expect(
        reply.flag("linked"), "No gradient can flow back: is there a detach, .data, no_grad or torch.tensor?"
    )
    leaves = {name: value.clone().requires_grad_() for name, value in given.items()}
    h, c = lstm_reference(leaves)
    wanted = torch.autograd.grad((h * to_h).sum() + (c * to_c).sum(), list(leaves.values()))
    for name in leaves:
        mine = reply.tensor(f"grad_{name}")
        expect(bool(mine.any()), f"No gradient reaches {name}: is it detached, or not used?")
    for name, grad in zip(leaves, wanted, strict=True):
        expect_close(
            reply.tensor(f"grad_{name}"),
            grad,
            f"The gradient that reaches {name} differs from nn.LSTMCell's.",
        )
    device = student.run(lstm_meta_probe, batch=draw.size(2, 4), feats=feats, units=units).text("device")
    expect(
        device == "meta meta",
        "Something is made on the CPU. A new tensor must be on the device of its inputs.",
    )


# 4.2 ------------------------------------------------------------------------------------------


def count_probe(names, text):
    """Return the number that the student gives for a text, or the name of what came instead."""
    count = names["n_outputs"](text)
    whole = isinstance(count, int) and not isinstance(count, bool)
    return {"count": count} if whole else {"kind": type(count).__name__}


def drawn_text(draw, length):
    """Draw a text with three letters in both cases, spaces, both kinds of line end, and marks that come once."""
    few = [*"aAbBcC", draw.choice("defghijklm"), draw.choice("NOPQRSTUVW"), " ", NEWLINE, "\n"]
    body = "".join(draw.choice(few) for _ in range(length))
    return " " + body + "".join(few) + "?;!:" + "".join(few)


def counts_of(text):
    """Return hint → the number that this mistake gives."""
    distinct = set(text)
    lines = {NEWLINE, "\n"}
    return {
        "This is the length of the text. A character that comes twice needs one output.": len(text),
        "Line ends can come next as well: they need an output.": len(distinct - lines),
        "A line end is missing: every distinct character counts, \\n as well.": len(distinct - {"\n"}),
        "A line end is missing: every distinct character counts, $ as well.": len(distinct - {NEWLINE}),
        "Upper and lower case are different characters.": len(set(text.lower())),
        "Only letters are counted: spaces, marks and line ends are characters, too.": len(
            {c for c in text if c.isalpha()}
        ),
        "Spaces and line ends are missing: they can come next as well.": len(distinct - {" ", "\n"}),
        "One too many: there is an output for each character of the text, and no other.": len(distinct) + 1,
        "One too few: there is an output for each character of the text.": len(distinct) - 1,
        "These are distinct words. Asked are characters.": len(set(text.split())),
        "This is the number of words. Asked are distinct characters.": len(text.split()),
        "This is the vocabulary of the notebook's text. Count the text in the argument.": len(vocabulary()),
        "A code of a character is no count: count the distinct characters.": max(map(ord, text)) + 1,
        "A character that comes only once counts as well.": sum(text.count(c) > 1 for c in distinct),
    }


@check("04_char_lstm.n_outputs", points=1)
def count(student, draw):
    texts = [drawn_text(draw, draw.size(20, 40)), "a" * draw.size(3, 9), drawn_text(draw, 300)]
    given = []
    for text in texts:
        reply = student.run(count_probe, text=text)
        try:
            kind = reply.text("kind")
        except Exception:
            kind = ""
        expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
        expect(not kind, f"Return a whole number, an int. A {kind[:40]} came back.")
        given.append(reply.number("count"))
    if given != [len(set(text)) for text in texts]:
        known = [counts_of(text) for text in texts]
        said = [hint for hint in known[0] if [numbers[hint] for numbers in known] == given]
        expect(False, said[0] if said else "Not the number of distinct characters of the text.")


def choice_probe(names):
    """Return the student's choice as it is."""
    return {"choice": names["activation"]}


@check("04_char_lstm.activation", points=1)
def choice(student, draw):
    chosen = student.run(choice_probe).text("choice").strip()
    named = "softmax", "log_softmax", "sigmoid", "nothing"
    expect(chosen in named, "Give one of the four names, as a string in quotes.")
    expect(
        chosen != "softmax",
        "NLLLoss takes no logarithm: with probabilities the loss is -p, and a sure mistake costs nothing.",
    )
    expect(
        chosen != "sigmoid",
        "A sigmoid squashes each score by itself: they are no probabilities of one choice, and no logarithms.",
    )
    expect(
        chosen != "nothing",
        "NLLLoss normalises nothing: raw scores can grow without end, and the loss falls below any number. "
        "(CrossEntropyLoss wants raw scores.)",
    )


# 4.3 ------------------------------------------------------------------------------------------


def char_probe(names, x, rnn_size, mlp_size):
    """Run the student's model in eval mode while nn.LSTM and the linear layers are watched."""
    import torch.nn.functional as F

    modules, weights = [], []
    plain_linear, plain_forward = F.linear, torch.nn.LSTM.forward

    def linear(input, weight, bias=None):
        if not any(weight is known for known, _ in weights):
            weights.append((weight, bias))
        return plain_linear(input, weight, bias)

    def forward(self, *inputs, **named):
        if not any(self is module for module in modules):
            modules.append(self)
        return plain_forward(self, *inputs, **named)

    model = names["CharLSTM"](x.shape[-1], rnn_size, mlp_size).to(x).eval()
    F.linear, torch.nn.LSTM.forward = linear, forward
    try:
        with torch.no_grad():
            answer = model(x)
    finally:
        F.linear, torch.nn.LSTM.forward = plain_linear, plain_forward
    lone = not isinstance(answer, (tuple, list))
    reply = {"log_probs": answer if lone else answer[0] if len(answer) else None}
    reply |= {"lstms": len(modules), "linears": len(weights)}
    if modules:
        lstm = modules[0]
        reply |= {"layers": lstm.num_layers, "directions": 2 if lstm.bidirectional else 1}
        reply |= {name: p for name, p in lstm.named_parameters()}
    for i, (weight, bias) in enumerate(weights[:8]):
        reply |= {f"weight{i}": weight, f"bias{i}": weight.new_zeros(len(weight)) if bias is None else bias}
    try:
        model = names["CharLSTM"](x.shape[-1], rnn_size, mlp_size).to("meta").eval()
        answer = model(torch.zeros(x.shape, device="meta"))
        log_probs = answer[0] if isinstance(answer, (tuple, list)) else answer
        reply["device"] = log_probs.device.type
    except Exception as error:
        reply["device"] = type(error).__name__
    return reply


def char_reference(reply, x, rnn_size):
    """Return from the student's own weights: a function of the LSTM's output to scores, and the outputs."""
    lstm = nn.LSTM(x.shape[-1], rnn_size, batch_first=True).to(x)
    with torch.no_grad():
        for name, p in lstm.named_parameters():
            p.copy_(reply.tensor(name))
    W1, b1, W2, b2 = (reply.tensor(name) for name in ("weight0", "bias0", "weight1", "bias1"))

    def scores(output, between=torch.relu):
        return between(output @ W1.T + b1) @ W2.T + b2

    with torch.no_grad():
        return scores, lstm(x)[0], lstm(x.transpose(0, 1))[0].transpose(0, 1)


def expect_structure(reply, vocab, rnn, mlp):
    """Fail unless one nn.LSTM and two linear layers of the right sizes ran."""
    expect(
        reply.number("lstms") > 0,
        "No nn.LSTM ran. Make it in __init__ and use it in forward.",
    )
    expect(reply.number("lstms") == 1, "More than one nn.LSTM ran. Asked is one.")
    expect(reply.number("layers") == 1, "The LSTM has several layers. Asked is one.")
    expect(reply.number("directions") == 1, "The LSTM reads in both directions, so it sees what it predicts.")
    W_ih = reply.tensor("weight_ih_l0")
    expect(
        list(W_ih.shape) == [4 * rnn, vocab],
        f"The LSTM reads {W_ih.shape[1]} numbers a step and has {W_ih.shape[0] // 4} units. It should read "
        "vocab_size and have rnn_size units.",
    )
    linears = reply.number("linears")
    expect(
        linears == 2,
        f"The MLP ran with {linears} linear layer(s). It has two: rnn_size to mlp_size, and mlp_size to vocab_size.",
    )
    first, second = list(reply.tensor("weight0").shape), list(reply.tensor("weight1").shape)
    expect(
        first == [mlp, rnn] and second == [vocab, mlp],
        f"The linear layers go from {first[1]} to {first[0]} and from {second[1]} to {second[0]}. Asked is "
        "rnn_size to mlp_size, and mlp_size to vocab_size.",
    )


@check("04_char_lstm.char_lstm", points=1)
def log_probabilities(student, draw):
    batch, steps, rnn, mlp = draw.sizes(4, 3, 11)
    vocab = draw.size(12, 16)
    for b, t in ((batch, steps), (1, steps)):
        dtype = torch.float32 if b > 1 else torch.float64
        letters = draw.integers(0, vocab - 1, b, t)
        x = nn.functional.one_hot(letters, vocab).to(dtype)
        reply = student.run(char_probe, x=x, rnn_size=rnn, mlp_size=mlp)
        log_probs = reply.tensor("log_probs")
        shape = list(log_probs.shape)
        expect(shape != [b, t, vocab], f"Shape {shape}: join batch and time, [batch · seq, vocab_size].")
        expect(shape != [b, vocab], f"Shape {shape}: only one step of each sequence is left. Keep all steps.")
        expect_shape(
            log_probs,
            [b * t, vocab],
            "one row for each step of each sequence, one number for each character.",
        )
        expect_dtype(log_probs, dtype, "the log-probabilities have the dtype of the input.")
        expect_structure(reply, vocab, rnn, mlp)
        scores, output, mixed = char_reference(reply, x, rnn)
        raw = scores(output)

        def rows(values, b=b, t=t, vocab=vocab):
            return values.reshape(b * t, vocab)

        for wrong in (rows(raw.log_softmax(1)), rows(raw.log_softmax(0)), rows(raw).log_softmax(0)):
            expect(
                not torch.allclose(log_probs, wrong, rtol=1e-3, atol=1e-4),
                "The log-softmax runs over the wrong axis. Each row is a choice among the characters: dim=-1.",
            )
        mistakes = {
            "These are raw scores: the log-softmax is missing.": rows(raw),
            "These are probabilities. NLLLoss wants their logarithms.": rows(raw.softmax(-1)),
            "There are two softmax: the scores become probabilities, and these are taken for scores again.": (
                rows(raw.softmax(-1).log_softmax(-1))
            ),
            "The sign is wrong: NLLLoss itself turns it round.": rows(-raw.log_softmax(-1)),
            "A sigmoid stands at the end: the characters compete, so it takes a log-softmax.": rows(
                raw.sigmoid()
            ),
            "A log-sigmoid stands at the end: the characters compete, so it takes a log-softmax.": rows(
                nn.functional.logsigmoid(raw)
            ),
            "The ReLU of the MLP is missing: two linear layers in a row are only one.": rows(
                scores(output, lambda z: z).log_softmax(-1)
            ),
            "The MLP has another activation in the middle. Asked is a ReLU.": rows(
                scores(output, torch.tanh).log_softmax(-1)
            ),
            "A ReLU stands on the scores, too: no score can be below 0 then.": rows(
                raw.relu().log_softmax(-1)
            ),
            "A ReLU stands on the output of the LSTM, too. Asked is one ReLU, inside the MLP.": rows(
                scores(output.relu()).log_softmax(-1)
            ),
            "The LSTM takes the batch for time: is batch_first=True missing?": rows(
                scores(mixed).log_softmax(-1)
            ),
            "The rows come in the order of time: first all sequences at step 0. Asked is sequence after "
            "sequence.": (rows(raw.log_softmax(-1).transpose(0, 1))),
            "`view` mixes batch and time: it never swaps axes.": rows(
                scores(output.reshape(t, b, -1).transpose(0, 1)).log_softmax(-1)
            ),
        }
        expect_close(
            log_probs,
            rows(raw.log_softmax(-1)),
            "In eval mode the log-probabilities differ from LSTM → Linear → ReLU → Linear → log-softmax. Is "
            "dropout still on?",
            mistakes=mistakes,
            rtol=1e-3,
            atol=1e-4,
        )
    expect(
        reply.text("device") == "meta",
        "Your model mixes devices: a tensor made in it is on the CPU. Make it on the input's device.",
    )


def char_state_probe(names, x, cut, rnn_size, mlp_size):
    """Return what an untrained model says to x: whole, again, row by row, and in two parts."""
    model = names["CharLSTM"](x.shape[-1], rnn_size, mlp_size).to(x).eval()

    class Unfit(Exception):
        pass

    def run(x, *state):
        answer = model(x, *state)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise Unfit("pair")
        if not isinstance(answer[0], torch.Tensor) or answer[0].numel() != x.numel():
            raise Unfit("sizes")
        return answer[0].reshape(x.shape), answer[1]

    reply = {"problem": "", "failed": ""}
    with torch.no_grad():
        try:
            reply["whole"], state = run(x)
        except Unfit as error:
            return {"problem": str(error)}
        if not isinstance(state, (tuple, list)) or len(state) != 2:
            return {"problem": "none" if state is None else "no pair"}
        reply["h"], reply["c"] = state
        if not all(isinstance(s, torch.Tensor) for s in state):
            return {"problem": "no pair"}
        step = "again"
        try:
            reply["again"] = run(x)[0]
            step = "rows"
            reply["rows"] = torch.cat([run(row)[0] for row in x.split(1)])
            step = "front"
            reply["front"], state = run(x[:, :cut])
            h, c = state[0].clone(), state[1].clone()
            reply["fresh"], _ = run(x[:, cut:])
            step = "back"
            reply["back"], _ = run(x[:, cut:], (h, c))
            reply["only_h"], _ = run(x[:, cut:], (h, torch.zeros_like(c)))
            reply["only_c"], _ = run(x[:, cut:], (torch.zeros_like(h), c))
            reply["swapped"], _ = run(x[:, cut:], (c, h))
        except Exception:
            reply["failed"] = step
    return reply


@check("04_char_lstm.char_lstm", points=1)
def state(student, draw):
    batch, units, mlp = draw.size(3, 5), draw.size(20, 24), draw.size(25, 40)
    vocab, steps = draw.sizes(2, 6, 9)
    cut = draw.size(3, 4)
    letters = draw.integers(0, vocab - 1, batch, steps)
    x = nn.functional.one_hot(letters, vocab).float() * 4  # larger than one-hot: the state then matters more
    reply = student.run(char_state_probe, x=x, cut=cut, rnn_size=units, mlp_size=mlp)
    problem = reply.text("problem")
    expect(problem != "pair", "forward must return two things: (log-probabilities, state).")
    expect(problem != "none", "The state is None. Return the state that nn.LSTM gives.")
    expect(problem != "no pair", "The state of an LSTM is a pair (h, c). Return both, as nn.LSTM gives them.")
    expect(
        problem != "sizes",
        "forward must give one number for each character, at every step of every sequence.",
    )
    for name in "hc":
        expect_shape(
            reply.tensor(name),
            [1, batch, units],
            "the state has one layer, then the batch, then rnn_size. Return it as nn.LSTM gives it.",
        )
    failed = reply.text("failed")
    expect(
        failed != "again", "The second call with the same input fails: what does the first one leave behind?"
    )
    whole = reply.tensor("whole")
    twice = "In eval mode, the same input gave two different answers: is dropout still on, or a state kept in the module?"
    expect_close(reply.tensor("again"), whole, twice)
    expect(failed != "rows", "After a batch of several, a batch of one fails: what does the first batch fix?")
    expect_close(
        reply.tensor("rows"),
        whole,
        "A sequence's answers change with its neighbours: is batch_first missing, or do batch and time mix?",
    )
    expect(failed != "front", "After a long text, a shorter one fails: what does the first text fix?")
    expect_close(
        reply.tensor("front"),
        whole[:, :cut],
        "Earlier answers change with later characters: does the model read ahead?",
    )
    expect(
        failed != "back",
        "The model cannot go on from the state (h, c) that it returned: pass it on as a pair.",
    )
    fresh, only_h, only_c = reply.tensor("fresh"), reply.tensor("only_h"), reply.tensor("only_c")
    back = reply.tensor("back")
    differs = not torch.allclose(back, whole[:, cut:], rtol=1e-4, atol=1e-5)
    if differs and not torch.allclose(back, fresh, rtol=1e-4, atol=1e-5):
        for used, hint in (
            (only_h, "The c of the state has no effect: only h is carried on."),
            (only_c, "The h of the state has no effect: only c is carried on."),
        ):
            expect(not torch.allclose(back, used, rtol=1e-4, atol=1e-5), hint)
        expect(
            not torch.equal(reply.tensor("h"), reply.tensor("c")),
            "The two parts of the returned state are the same: return h and c.",
        )
        expect(
            not torch.allclose(reply.tensor("swapped"), whole[:, cut:], rtol=1e-4, atol=1e-5),
            "h and c of the state are swapped: return (h, c), as nn.LSTM gives them.",
        )
    expect_close(
        back,
        whole[:, cut:],
        "Reading in two parts, with the state handed over, differs from reading the whole text.",
        mistakes={
            "The state that is passed in has no effect, or the state returned is not the last one.": fresh
        },
    )
    expect(
        not torch.allclose(fresh, whole[:, cut:], rtol=1e-4, atol=1e-5),
        "The answers do not depend on earlier characters: the model has no memory.",
    )


def dropout_probe(names, x, rnn_size, mlp_size, weights):
    """Watch what goes into the LSTM and the linear layers, in train mode and in eval mode."""
    import torch.nn.functional as F

    plain_linear, plain_forward = F.linear, torch.nn.LSTM.forward
    seen = {}

    def linear(input, weight, bias=None):
        output = plain_linear(input, weight, bias)
        pairs = seen.setdefault(id(weight), [])
        pairs.append((input.detach().flatten(0, -2).clone(), output.detach().flatten(0, -2).clone()))
        return output

    def forward(self, sentence, hx=None):
        output, state = plain_forward(self, sentence, hx)
        time = 1 if self.batch_first else 0
        seen.setdefault("lstm", []).append((sentence.detach().clone(), output.detach().clone(), time))
        seen["module"] = self
        return output, state

    reply, model = {"problem": "", "unreached": ""}, names["CharLSTM"](x.shape[-1], rnn_size, mlp_size).to(x)
    F.linear, torch.nn.LSTM.forward = linear, forward
    try:
        for mode in ("train", "eval"):
            seen.clear()
            answer = model.train(mode == "train")(x)
            log_probs = answer[0] if isinstance(answer, (tuple, list)) else answer
            if "lstm" not in seen:
                return {"problem": "lstm"}
            linears = [pairs for key, pairs in seen.items() if key not in ("lstm", "module")]
            if len(linears) != 2:
                return {"problem": "linears"}
            time = seen["lstm"][0][2]
            output = torch.cat([o for _, o, _ in seen["lstm"]], dim=time)
            output = output if time == 1 else output.transpose(0, 1)
            reply[f"{mode}_input"] = sum(int((i == 1).sum()) for i, _, _ in seen["lstm"])
            reply[f"{mode}_output"] = output
            for i, pairs in enumerate(linears):
                reply[f"{mode}_in{i}"] = torch.cat([a for a, _ in pairs])
                reply[f"{mode}_out{i}"] = torch.cat([b for _, b in pairs])
            reply[f"{mode}_log_probs"] = log_probs
            if mode == "train":
                reply["argument"] = seen["module"].dropout > 0
                if not log_probs.requires_grad:
                    return {"problem": "gradient"}
                if log_probs.numel() == weights.numel():
                    (log_probs * weights.reshape(log_probs.shape)).sum().backward()
                    left = [n for n, p in model.named_parameters() if p.requires_grad and p.grad is None]
                    reply["unreached"] = ", ".join(left)
                    reply["frozen"] = not all(p.requires_grad for p in model.parameters())
    finally:
        F.linear, torch.nn.LSTM.forward = plain_linear, plain_forward
    return reply


def dropped(before, after, tolerance=1e-3):
    """Return the share of positive numbers set to zero, and the factor of the others: None if it varies."""
    alive = before > 1e-3
    before, after = before[alive], after[alive]
    zero = after == 0
    ratio = (after[~zero] / before[~zero]).double()
    if len(ratio) == 0:
        return 1.0, None
    steady = (ratio - ratio.median()).abs().max() < tolerance * ratio.median().abs()
    return zero.double().mean().item(), ratio.median().item() if steady else None


@check("04_char_lstm.char_lstm", points=1)
def dropout(student, draw):
    batch, steps, vocab, rnn, mlp = 4, 20, draw.size(9, 14), draw.size(50, 60), draw.size(61, 70)
    letters = draw.integers(0, vocab - 1, batch, steps)
    x = nn.functional.one_hot(letters, vocab).float()
    weights = draw.normal(batch * steps, vocab)
    reply = student.run(dropout_probe, x=x, rnn_size=rnn, mlp_size=mlp, weights=weights)
    problem = reply.text("problem")
    expect(problem != "lstm", "No nn.LSTM ran. Make it in __init__ and use it in forward.")
    expect(problem != "linears", "The MLP has two linear layers; another number of them ran.")
    expect(
        problem != "gradient", "Nothing can be learned: is there a detach, a no_grad or an argmax in forward?"
    )
    found = {}
    for mode in ("train", "eval"):
        output = reply.tensor(f"{mode}_output")
        entered = reply.tensor(f"{mode}_in0")
        expect(entered.shape[-1] == output.shape[-1], "The MLP does not read the output of the LSTM.")
        expect(
            entered.shape[0] == batch * steps,
            "The MLP does not read all steps of all sequences.",
        )
        ways = [o.reshape(len(entered), -1) for o in (output, output.transpose(0, 1))]
        results = sorted((dropped(way, entered) for way in ways), key=lambda result: result[1] is None)
        inner, second = reply.tensor(f"{mode}_out0"), reply.tensor(f"{mode}_in1")
        expect(second.shape == inner.shape, "The second linear layer does not read what the first one gives.")
        found[mode] = results[0], dropped(inner, second)
    for i, where in enumerate(("after the LSTM", "after the ReLU, inside the MLP")):
        (share, factor), (_, in_eval) = found["train"][i], found["eval"][i]
        hint = f"In train mode there is no dropout {where}."
        if reply.flag("argument") and i == 0:
            hint += " `dropout=` of nn.LSTM acts between layers, and there is only one: use nn.Dropout."
        expect(share > 0.02, hint)
        expect(
            abs(share - 0.4) < 0.06,
            f"The dropout {where} sets about {round(100 * share)} % to zero. Asked is a rate of 0.4.",
        )
        scaled = factor is not None and abs(factor - 1 / 0.6) < 0.01
        expect(
            scaled or in_eval is None,  # another activation than the ReLU is a matter of the other check
            f"The dropout {where} does not scale the numbers that stay. nn.Dropout divides them by 1 - rate.",
        )
    still = "is still on in eval mode. F.dropout needs training=self.training; nn.Dropout knows it by itself."
    for (share, _), where in zip(found["eval"], ("after the LSTM", "inside the MLP"), strict=True):
        expect(share < 0.02, f"The dropout {where} {still}")
    expect(
        reply.number("train_input") == batch * steps,
        "There is dropout on the input: a character that is set to zero is not read. Asked is dropout after the LSTM.",
    )

    def agrees(mode):
        wanted = reply.tensor(f"{mode}_out1").log_softmax(-1).flatten().sort().values
        given = reply.tensor(f"{mode}_log_probs").flatten().sort().values
        return given.shape == wanted.shape and torch.allclose(given, wanted, rtol=0, atol=1e-4)

    expect(
        agrees("train") or not agrees("eval"),
        "There is dropout after the last linear layer: it sets scores to zero. Leave the scores as they are.",
    )
    unreached = reply.text("unreached")
    expect(
        not unreached,
        f"No gradient reaches {unreached[:120]}: is there a detach, or a layer that is made and not used?",
    )


# 4.4 ------------------------------------------------------------------------------------------

PLACES = 97  # of the stand-in's memory


def write_probe(names, symbols, table, start, length, training, temperature=None):
    """Let the student's gen_text write with a stand-in whose answers depend on all that it read."""
    from course.text import Vocabulary

    class Unfit(ValueError):
        pass

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size = len(symbols)
            self.anchor = torch.nn.Parameter(torch.zeros(1))
            self.calls, self.last = [], None

        def forward(self, sentence, state=None):
            if sentence.dim() != 3 or sentence.shape[0] != 1 or sentence.shape[2] != len(symbols):
                raise Unfit(
                    f"the model got {list(sentence.shape)}, it reads one-hot [1, seq, {len(symbols)}]"
                )
            if not sentence.is_floating_point() or not bool((sentence.sum(-1) == 1).all()):
                raise Unfit("the model reads one-hot vectors, float32")
            place, carried = 0, True
            if state is not None:
                if not isinstance(state, (tuple, list)) or len(state) != 2:
                    raise Unfit("the state is a pair (h, c)")
                place = round(10 * float(state[0]) + float(state[1])) % 97
                carried = self.last is not None and place == self.last
            read, letters = sentence.shape[1], sentence[0].argmax(-1).tolist()
            self.calls.append(
                [read, state is not None, carried, self.training, torch.is_grad_enabled(), letters[0]]
            )
            rows = []
            for letter in letters:
                place = (5 * place + letter + 1) % 97
                rows.append(table[place])
            self.last = place
            shape = torch.ones(1, 1, 1)
            rows = torch.stack(rows) if rows else table[:0]
            return rows + 0 * self.anchor, (shape * (place // 10), shape * (place % 10))

    model = StandIn().train(training)
    more = {} if temperature is None else {"temperature": temperature}
    text = names["gen_text"](model, start, Vocabulary(symbols), length, **more)
    if not isinstance(text, str):
        return {"kind": type(text).__name__}
    return {
        "text": text,
        "calls": torch.tensor(model.calls, dtype=torch.int64).reshape(-1, 6),
        "training": model.training,
    }


def spell(
    table, symbols, start, length, *, forget=False, first_row=False, all_rows=False, whole=False, twice=False
):
    """Return what greedy writing gives, before line ends are shown; the options are mistakes."""
    places, place = [], 0
    for letter in start:
        place = (5 * place + symbols.index(letter) + 1) % PLACES
        places.append(place)
    if twice:
        place = (5 * place + symbols.index(start[-1]) + 1) % PLACES
    text, row = start, places[0] if first_row else place
    for i in range(length):
        choice = table[places].argmax() % len(symbols) if all_rows and i == 0 else table[row].argmax()
        newest = symbols[choice]
        text += newest
        for letter in text if whole else newest:
            place = (5 * (0 if forget else place) + symbols.index(letter) + 1) % PLACES
        row = place
    return text


def stand_in(draw):
    """Draw the symbols and the table of log-probabilities of a stand-in."""
    letters = string.ascii_letters
    at = draw.sizes(draw.size(5, 8), 0, len(letters) - 1)
    symbols = "".join(sorted([NEWLINE] + [letters[i] for i in at]))
    table = draw.normal(PLACES, len(symbols), scale=2.0).log_softmax(-1)
    return symbols, table


def drawn_story(draw, start_length, length):
    """Draw a stand-in and a start; what follows begins with a line end and has another, not in a row."""
    while True:
        symbols, table = stand_in(draw)
        start = "".join(draw.choice(symbols.replace(NEWLINE, "")) for _ in range(start_length))
        place, rows = 0, []
        for letter in start:
            place = (5 * place + symbols.index(letter) + 1) % PLACES
            rows.append(place)
        table[place, symbols.index(NEWLINE)] = 3.0
        table = table.log_softmax(-1)
        new = spell(table, symbols, start, length)[start_length:]
        later = new[1:]
        others = [
            spell(table, symbols, start, length, **{mistake: True})
            for mistake in ("forget", "whole", "twice", "first_row")
            if mistake != "first_row" or start_length > 1
        ]
        distinct = all(other != start + new for other in others)
        if start_length > 1:  # one choice from all rows together gives something else, too
            distinct = distinct and table[rows].argmax() % len(symbols) != symbols.index(NEWLINE)
        if length == 1 or (NEWLINE in later and len(set(later)) > 2 and distinct):
            return symbols, table, start


def shown(text):
    return text.replace(NEWLINE, "\n")


@check("04_char_lstm.gen_text", points=1)
def greedy(student, draw):
    for start_length, length, temperature in (
        (draw.size(3, 6), draw.size(10, 15), None),
        (1, 12, 0),
        (2, 1, 0.0),
        (4, 12, 0),
    ):
        symbols, table, start = drawn_story(draw, start_length, length)
        if start_length == 4:
            start = NEWLINE + start[1:]
        reply = student.run(
            write_probe, symbols=symbols, table=table, start=start, length=length, training=False,
            **({} if temperature is None else {"temperature": temperature}),
        )  # fmt: skip
        expect_text(reply)
        text, right = reply.text("text"), spell(table, symbols, start, length)
        if text == shown(right):
            continue
        new = right[len(start) :]
        longer = spell(table, symbols, start, length + 1)
        known = {
            "The first new character is a line end and still a $. Later ones are shown: treat all alike.": (
                shown(start) + new[0] + shown(new[1:])
            ),
            "Line ends are missing: show each as a real line end, do not drop it.": right.replace(
                NEWLINE, ""
            ),
            "A $ in the start is not shown as a line end: everywhere means there, too.": start + shown(new),
            "A line end is still a $: show it as a real line end.": right,
            "The start is missing: return start and the new characters.": shown(new),
            "One character too many: exactly `length` new ones.": shown(longer),
            "One character too few: exactly `length` new ones.": shown(right[:-1]),
            "The start counts in your length: exactly `length` *new* characters.": shown(
                right[: max(length, start_length)]
            ),
            "The state is lost: after the start, each character is chosen as if only the newest one had been "
            "read.": (shown(spell(table, symbols, start, length, forget=True))),
            "The first new character is chosen from the first row. The last row is about the next character.": (
                shown(spell(table, symbols, start, length, first_row=True))
            ),
            "The first new character is chosen from all rows together. Only the last row is about the next "
            "character.": shown(spell(table, symbols, start, length, all_rows=True)),
            "The whole text is read again in each step, on top of a state that has read it already.": shown(
                spell(table, symbols, start, length, whole=True)
            ),
            "The last character of the start is read twice.": shown(
                spell(table, symbols, start, length, twice=True)
            ),
        }
        for hint, wrong in known.items():
            expect(text != wrong, hint)
        for hint, wrong in known.items():  # the same mistake, with line ends not shown
            expect(shown(text) != shown(wrong) or shown(wrong) == shown(right), hint)
        expect(shown(text) != shown(right), "Not all line ends are shown as real line ends.")
        expect(text.startswith(shown(start)), "The returned text should begin with the start.")
        extra = len(text) - len(right)
        expect(
            extra == 0,
            f"{abs(extra)} characters too {'many' if extra > 0 else 'few'}: exactly `length` new ones.",
        )
        expect(False, "With temperature 0, the new characters are not the most probable ones.")


def expect_text(reply):
    """Fail unless gen_text returned a string."""
    try:
        kind = reply.text("kind")
    except Exception:
        return
    expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
    expect(False, f"Return one string. A {kind[:40]} came back.")


@check("04_char_lstm.gen_text", points=1)
def calls(student, draw):
    for training, temperature in ((True, 0), (False, draw.choice([0.7, 1.0, 1.3]))):
        symbols, table = stand_in(draw)
        table[:, symbols.index(NEWLINE)] = -40.0  # line ends are the other check's matter
        start = "".join(draw.choice(symbols.replace(NEWLINE, "")) for _ in range(draw.size(3, 6)))
        length = draw.size(9, 14)
        reply = student.run(
            write_probe, symbols=symbols, table=table, start=start, length=length, training=training,
            temperature=temperature,
        )  # fmt: skip
        expect_text(reply)
        made = reply.tensor("calls").tolist()
        expect(bool(made), "The model was never called.")
        read = [row[0] for row in made]
        several = len(read) > 1 and read[1] == len(start) and len(reply.text("text")) > len(start) + length
        expect(
            not several,
            "The first drawing gave several characters, one for each row. Draw one, from the last row.",
        )
        expect(
            not made[0][1],
            "The first call got a state. Nothing has been read yet: pass None, or leave it out.",
        )
        expect(
            max(read[1:], default=1) == 1,
            "The text that was read already is read again. After the start, feed only the newest character.",
        )
        expect(
            all(row[1] for row in made[1:]),
            "A later call got no state: pass on the state that the model returned.",
        )
        expect(
            all(row[2] for row in made[1:]),
            "A later call did not get the state that the model returned last: pass it on as it is.",
        )
        expect(
            sum(read) >= min(len(reply.text("text")), len(start) + length) - 1,
            "Not all of the start was read. Read it whole, from the first character.",
        )
        expect(
            sum(read) <= len(start) + length, "More characters were read than there are: each is read once."
        )
        letters = [row[5] for row in made[: len(start)]]
        known = [symbols.index(c) for c in start]
        expect(letters[0] == known[0], "The first character that was read is not the first of the start.")
        expect(
            not any(row[3] for row in made), "The model was in train mode while it wrote: call model.eval()."
        )
        expect(
            not any(row[4] for row in made),
            "Gradients were recorded: write under torch.no_grad(), or the graph grows with every character.",
        )
        expect(
            reply.flag("training") == training,
            "The model came in train mode and is left in eval mode. Bring the mode back at the end."
            if training
            else "The model came in eval mode and is left in train mode. Bring back the mode in which it came.",
        )


EVEN = (
    "The characters come too evenly: are probabilities divided by the temperature, or is there a second softmax? "
    "Divide the log-probabilities, then take one softmax."
)


def temperature_probe(names, log_probs, start, length, temperature, times=1):
    """Let gen_text draw many characters from one distribution; return how often each came."""
    from course.text import Vocabulary

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.anchor = 4, torch.nn.Parameter(torch.zeros(1))

        def forward(self, sentence, state=None):
            zero = torch.zeros(1, 1, 1)
            rows = torch.full((sentence.shape[1], 4), -40.0)
            rows[:, 0] = 0.0  # only the last row is about the next character
            rows[-1] = log_probs
            return rows + 0 * self.anchor, (zero, zero)

    new = ""
    for _ in range(times):
        text = names["gen_text"](StandIn(), start, Vocabulary("$abc"), length, temperature)
        if not isinstance(text, str):
            return {"kind": type(text).__name__}
        new += text[len(start) :].replace("$", "\n")
    return {"counts": torch.tensor([new.count(c) for c in "\nabc"], dtype=torch.float64)}


@check("04_char_lstm.gen_text", points=1)
def temperature(student, draw):
    letters = torch.tensor([0.55, 0.3, 0.15], dtype=torch.float64)[torch.tensor(draw.sizes(3, 0, 2))]
    logs = torch.cat([torch.full((1,), -40.0, dtype=torch.float64), letters.log()])  # no line end is drawn
    probabilities, start, temperatures = logs.exp(), draw.choice(["a", "ab", "bab"]), (0.4, 2.5)
    seen = []
    for T in temperatures:
        reply = student.run(temperature_probe, log_probs=logs.float(), start=start, length=400, temperature=T)
        expect_text(reply)
        counts = reply.tensor("counts")
        expect(counts.sum().item() > 300, "Far fewer new characters came back than asked.")
        seen.append(counts / counts.sum())

    def far(rule):
        return max(float((s - rule(T)).abs().max()) for s, T in zip(seen, temperatures, strict=True))

    if far(lambda T: (logs / T).softmax(-1)) < 0.125:  # five standard deviations
        sure = torch.tensor([-40.0, 0.0, -40.0, -40.0])
        reply = student.run(
            temperature_probe, log_probs=sure, start=start * 30, length=1, temperature=1.0, times=3
        )
        expect_text(reply)
        counts = reply.tensor("counts").tolist()
        expect(counts[0] == 0, "The next character is drawn from all rows. Draw one, from the last row only.")
        return
    known = {
        "The most probable character comes every time: with a temperature above 0, draw at random.": (
            lambda T: (probabilities == probabilities.max()).double()
        ),
        "The temperature has no effect: divide the log-probabilities by it before the softmax.": (
            lambda T: probabilities
        ),
        "The log-probabilities are multiplied by the temperature. Divide.": lambda T: (logs * T).softmax(-1),
        "The temperature counts twice: divide by it once.": lambda T: (logs / T**2).softmax(-1),
        EVEN: lambda T: (logs / T).softmax(-1).softmax(-1),
        f"{EVEN} ": lambda T: (probabilities / T).softmax(-1),
        "All characters come equally often: is the drawing made from the probabilities?": (
            lambda T: torch.full((4,), 0.25, dtype=torch.float64)
        ),
        "The rare characters come most often: is a sign wrong?": lambda T: (-logs / T).softmax(-1),
    }
    distance, hint = min((far(rule), hint) for hint, rule in known.items())
    expect(distance > 0.1, hint)
    expect(
        False, "The characters do not come with the probabilities softmax(log-probabilities / temperature)."
    )


# 4.5 ------------------------------------------------------------------------------------------


def windows_probe(names, indices, batch_size, seq_len):
    """Return the student's windows, with the course's own function out of reach."""
    import course.text

    def closed(*args, **named):
        raise NotImplementedError("Exercise 4.5 asks for your own code")

    function = names["windows"]
    scope, kept = getattr(function, "__globals__", {}), course.text.stateful_batches
    places = [name for name, value in scope.items() if value is kept]
    course.text.stateful_batches = closed
    for name in places:
        scope[name] = closed
    try:
        pairs = function(indices, batch_size, seq_len)
    finally:
        course.text.stateful_batches = kept
        for name in places:
            scope[name] = kept
    reply = {
        "list": isinstance(pairs, (list, tuple)),
        "kind": type(pairs).__name__,
        "count": 0,
        "pairs": True,
    }
    if not reply["list"]:
        return reply
    reply["count"] = len(pairs)
    for i, pair in enumerate(pairs[:60]):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            return {**reply, "pairs": False}
        reply[f"x{i}"], reply[f"y{i}"] = pair
    return reply


def places(draw, length):
    """Draw a text without repeats, so that every character is known by its number."""
    return torch.tensor(draw.sizes(length, 0, length - 1))


def cut_windows(indices, batch_size, seq_len):
    """Return the right inputs and targets as rows, and the number of windows."""
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    rows = indices[:used].view(batch_size, per_row)
    return rows, indices[1 : used + 1].view(batch_size, per_row), -(-per_row // seq_len)


def expect_windows(student, indices, batch_size, seq_len):
    """Ask for windows and say what is wrong with them; return their columns side by side."""
    reply = student.run(windows_probe, indices=indices, batch_size=batch_size, seq_len=seq_len)
    kind = reply.text("kind")
    expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
    expect(
        reply.flag("list"),
        f"Return a list. A {kind[:40]} came back, and a second pass over it could find it empty.",
    )
    expect(reply.number("count") > 0, "The list is empty.")
    expect(reply.flag("pairs"), "Each window is a pair (input, target).")
    count = min(reply.number("count"), 60)
    inputs = [reply.tensor(f"x{i}") for i in range(count)]
    targets = [reply.tensor(f"y{i}") for i in range(count)]
    for tensor, name in ((inputs[0], "input"), (targets[0], "target")):
        shape = list(tensor.shape)
        expect(
            shape != [seq_len, batch_size] or seq_len == batch_size,
            f"Shape {shape}: time stands first. Asked is [batch_size, seq_len].",
        )
        expect(
            len(shape) == 2 and shape[0] == batch_size,
            f"A window's {name} has shape {shape}, expected {batch_size} rows.",
        )
        expect(
            tensor.dtype == torch.int64,
            f"The {name} is {tensor.dtype}. Keep whole numbers: NLLLoss wants them as targets, one_hot as inputs.",
        )
    for x, y in zip(inputs, targets, strict=True):
        same = list(x.shape) == list(y.shape) and x.dim() == 2 and x.shape[0] == batch_size
        expect(same, f"Input and target of a window differ in shape: {list(x.shape)} and {list(y.shape)}.")
        expect(x.dtype == y.dtype == torch.int64, "A window does not hold whole numbers.")
    return inputs, targets


def expect_rows(inputs, targets, indices, batch_size, seq_len):
    """Say in which way the first windows are not those of the text."""
    rows, shifted, _ = cut_windows(indices, batch_size, seq_len)
    x, y = torch.cat(inputs, 1), torch.cat(targets, 1)
    width = min(x.shape[1], rows.shape[1])
    expect(width > 0, "The windows are empty.")
    expect(not torch.equal(x, y), "Input and target are the same: the target is one character later.")
    swapped = x.shape == rows.shape and torch.equal(y, rows) and torch.equal(x, shifted)
    expect(not swapped, "Input and target are swapped: the target is the later one.")
    first = inputs[0]
    expect(
        torch.equal(first[0], indices[: first.shape[1]]),
        "Row 0 of the first window should be the beginning of the text.",
    )
    backward = width > 2 and torch.equal(y[0, 1:width], x[0, : width - 1])
    expect(not backward, "The target is the character before. It is the one after.")
    view = indices[: first.numel()].view(batch_size, -1) if len(indices) >= first.numel() else first
    expect(
        not (
            len(inputs) > 1 and torch.equal(first, view) and not torch.equal(first, rows[:, : first.shape[1]])
        ),
        "The rows of a window follow each other in the text. Row b should go on in row b of the next window: "
        "lay the whole text into rows first.",
    )
    if len(inputs) > 1 and inputs[1].shape[1] > 0 and first.shape[1] < rows.shape[1]:
        ahead = first.shape[1] + 1
        skipped = ahead < rows.shape[1] and torch.equal(inputs[1][0, :1], rows[0, ahead : ahead + 1])
        follows = torch.equal(inputs[1][0, :1], rows[0, ahead - 1 : ahead])
        expect(
            not (skipped and not follows),
            "Between two windows a character is lost: the step is seq_len, not seq_len + 1.",
        )
    expect(
        torch.equal(x[0, :width], rows[0, :width]),
        "Row 0 does not go on where it stopped: the next window should begin with the character after.",
    )
    return x, y, rows, shifted


@check("04_char_lstm.windows", points=1)
def follow_on(student, draw):
    batch_size, seq_len = draw.size(3, 5), draw.size(6, 8)
    per_row = seq_len * draw.size(3, 4)
    indices = places(draw, batch_size * per_row + 1)
    inputs, targets = expect_windows(student, indices, batch_size, seq_len)
    x, y, rows, shifted = expect_rows(inputs, targets, indices, batch_size, seq_len)
    width = min(x.shape[1], per_row)
    close = min(width, per_row - seq_len)  # what is missing at the end is for the other check
    starts = x[:, 0].tolist()
    expect(
        starts == rows[:, 0].tolist(),
        "The rows begin at the wrong places: all rows are equally long, and row 1 goes on where row 0 ends.",
    )
    expect(torch.equal(x[:, :close], rows[:, :close]), "A row is not a piece of the text in its order.")
    expect(
        torch.equal(y[:, :close], shifted[:, :close]),
        "The target of a character should be the character after it, at the end of a window as well.",
    )


@check("04_char_lstm.windows", points=1)
def nothing_lost(student, draw):
    batch_size, seq_len = draw.size(3, 5), draw.size(6, 8)
    whole = seq_len * draw.size(2, 3)
    for per_row, extra in (
        (whole + draw.size(2, seq_len - 4), draw.size(2, batch_size - 1)),  # the last window is narrower
        (whole, 1),
        (whole - 1, batch_size),  # the text's length is a multiple of the batch size
        (draw.size(2, seq_len - 1), 1),  # less than one window
    ):
        indices = places(draw, batch_size * per_row + extra)
        inputs, targets = expect_windows(student, indices, batch_size, seq_len)
        x, y, rows, shifted = expect_rows(inputs, targets, indices, batch_size, seq_len)
        widths = [w.shape[1] for w in inputs]
        expect(max(widths) <= seq_len, f"A window has {max(widths)} columns, more than seq_len, {seq_len}.")
        expect(min(widths) > 0, "There is an empty window.")
        got, rest = sum(widths), per_row % seq_len
        expect(
            rest == 0 or got != per_row - rest,
            "The last window is missing. It is narrower than the others, and it counts.",
        )
        expect(
            got >= per_row,
            f"{batch_size * (per_row - got)} characters of the text are never an input. Fewer than batch_size "
            "may be left over.",
        )
        expect(got <= per_row, "There are more inputs than the text has pairs of a character and its target.")
        expect(
            widths == [w.shape[1] for w in torch.empty(1, per_row).split(seq_len, 1)],
            "All windows but the last have seq_len columns.",
        )
        expect(
            torch.equal(x, rows),
            "The rows are not the text: equally long rows, row 1 goes on where row 0 ends.",
        )
        expect(
            torch.equal(y[:, :-1], shifted[:, :-1]),
            "The target of a character should be the character after it.",
        )
        expect(
            torch.equal(y, shifted),
            "The last target of a row is wrong: it is the first character of the next row.",
        )


# 4.6 ------------------------------------------------------------------------------------------


def pass_probe(names, lr, memory, passes, count, vocab_size, **given):
    """Run the student's train_pass on a small model, an optimizer and a loss that write down their use."""
    import torch.nn.functional as F

    memory_size = given["p_hidden"].shape[0]

    class Unfit(ValueError):
        pass

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.calls, self.made = vocab_size, [], []
            for name in ("p_in", "p_hidden", "p_out"):
                setattr(self, name, torch.nn.Parameter(given[name].clone()))

        def forward(self, sentence, state=None):
            if sentence.dim() != 3 or sentence.shape[2] != vocab_size or not sentence.is_floating_point():
                raise Unfit(
                    f"the model got {list(sentence.shape)}, it reads one-hot [batch, seq, {vocab_size}]"
                )
            batch = sentence.shape[0]
            kind, linked = 0, 0  # 0: no state, 1: zeros, 2: the last one, 3: another
            if state is None:
                h = c = sentence.new_zeros(1, batch, memory_size)
            else:
                if not isinstance(state, (tuple, list)) or len(state) != 2:
                    raise Unfit("the state is a pair (h, c)")
                h, c = state
                linked = int(h.requires_grad) + 2 * int(c.requires_grad)
                kind = 3
                if self.made and torch.equal(h, self.made[-1][0]) and torch.equal(c, self.made[-1][1]):
                    kind = 2
                elif not h.any() and not c.any():
                    kind = 1
            self.calls.append([kind, linked, int(self.training), int(torch.is_grad_enabled())])
            rows = []
            for x_t in sentence.unbind(1):
                c = 0.5 * c + torch.tanh(x_t @ self.p_in + memory * (h @ self.p_hidden))
                h = torch.tanh(c)
                rows.append(h[0] if memory else torch.tanh(x_t @ self.p_in))
            self.made.append((h.detach().clone(), c.detach().clone()))
            if not memory:
                h, c = h.detach(), c.detach()
            return (torch.stack(rows, 1) @ self.p_out).flatten(0, 1).log_softmax(-1), (h, c)

    class Optimizer:
        def __init__(self, model):
            self.model, self.param_groups = model, [{"params": list(model.parameters()), "lr": lr}]
            self.zeroed = self.stepped = 0

        def zero_grad(self, set_to_none=True):
            self.zeroed += 1
            self.model.zero_grad(set_to_none)

        def step(self, closure=None):
            self.stepped += 1
            with torch.no_grad():
                for p in self.model.parameters():
                    if p.grad is not None:
                        p -= lr * p.grad

    losses, sizes = [], []

    def loss_function(log_probs, target):
        if target.dim() != 1 or log_probs.dim() != 2:
            raise Unfit("the loss wants [batch · seq, vocab_size] and the targets in one row, [batch · seq]")
        loss = F.nll_loss(log_probs, target)
        losses.append(loss.item())
        sizes.append(target.numel())
        return loss

    model = StandIn().eval()
    optimizer = Optimizer(model)
    batches = [(given[f"x{i}"], given[f"y{i}"]) for i in range(count)]
    reply, answer, starts = {"error": ""}, None, []
    try:
        for _ in range(passes):
            starts.append(len(model.calls))
            answer = names["train_pass"](model, batches, optimizer, loss_function)
    except RuntimeError as error:
        words = str(error)
        known = {"second time": "second", "inplace operation": "second", "does not require grad": "no graph"}
        found = [short for part, short in known.items() if part in words]
        if not found:
            raise
        reply["error"] = found[0]
    reply |= {
        "mean": answer,
        "kind": type(answer).__name__,
        "calls": torch.tensor(model.calls, dtype=torch.int64).reshape(-1, 4),
        "starts": torch.tensor(starts),
        "losses": torch.tensor(losses, dtype=torch.float64),
        "sizes": torch.tensor(sizes, dtype=torch.float64),
        "weights": torch.cat([p.detach().flatten() for p in model.parameters()]),
        "zeroed": optimizer.zeroed,
        "stepped": optimizer.stepped,
    }
    return reply


def ask_pass(student, draw, memory, passes=1, lr=0.5):
    """Draw a small model and windows of unequal widths; return the reply and what was sent."""
    vocab, units, batch, seq_len = len(vocabulary()), 4, draw.size(2, 3), draw.size(6, 8)
    per_row = 2 * seq_len + draw.size(2, 3)
    letters = draw.integers(0, vocab - 1, batch * per_row + 1)
    rows, shifted, count = cut_windows(letters, batch, seq_len)
    given = {
        "p_in": draw.normal(vocab, units),
        "p_hidden": draw.normal(units, units, scale=0.7),
        "p_out": draw.normal(units, vocab),
    }
    for i, (x, y) in enumerate(zip(rows.split(seq_len, 1), shifted.split(seq_len, 1), strict=True)):
        given |= {f"x{i}": x, f"y{i}": y}
    reply = student.run(
        pass_probe, lr=lr, memory=memory, passes=passes, count=count, vocab_size=vocab, **given
    )
    return reply, given, count


def memoryless_pass(given, count, lr, *, every=1, accumulate=False):
    """Return the weights after a pass of the stand-in without memory; the options are mistakes."""
    weights = [given[name].clone().requires_grad_() for name in ("p_in", "p_hidden", "p_out")]
    sums = [torch.zeros_like(w) for w in weights]
    for i in range(count):
        x, y = nn.functional.one_hot(given[f"x{i}"], len(weights[0])).float(), given[f"y{i}"]
        scores = torch.tanh(x @ weights[0]) @ weights[2]
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten())
        grads = torch.autograd.grad(loss, (weights[0], weights[2]))
        new = [grads[0], torch.zeros_like(weights[1]), grads[1]]
        sums = [s + n for s, n in zip(sums, new, strict=True)] if accumulate else new
        if (i + 1) % every == 0:
            with torch.no_grad():
                for w, s in zip(weights, sums, strict=True):
                    w -= lr * s
    return torch.cat([w.detach().flatten() for w in weights])


LINKED = "The backward pass runs into the window before: the state is carried with its history. Detach both h and c."


def expect_pass(reply, count):
    """Fail when the pass did not run through its windows."""
    expect(
        reply.text("error") != "no graph",
        "There is nothing to differentiate: is there a no_grad, a detach on the loss, or .item() too early?",
    )
    calls = reply.tensor("calls")
    expect(len(calls) > 0, "The model was never called.")
    if reply.text("error") == "second":
        expect(not calls[:, 1].any(), LINKED)
        expect(
            False,
            "A weight was changed between the model's call and backward(): step() comes after backward().",
        )
    return calls


@check("04_char_lstm.train_pass", points=0.5)
def mean_loss(student, draw):
    reply, _, count = ask_pass(student, draw, memory=0)
    expect_pass(reply, count)
    kind = reply.text("kind")
    expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
    expect(
        kind != "Tensor",
        "A tensor came back, and it may keep a whole graph alive. loss.item() gives the number.",
    )
    expect(kind in ("float", "int"), f"Return one float, the mean loss of the pass. A {kind[:40]} came back.")
    mean, losses, sizes = reply.number("mean"), reply.tensor("losses"), reply.tensor("sizes")
    expect(len(losses) == count, f"The loss was asked {len(losses)} times for {count} windows: once each.")
    right = float((losses * sizes).sum() / sizes.sum())
    known = {
        "Every window counts the same in your mean. The last one has fewer characters, so it counts less.": (
            losses.mean()
        ),
        "This is the loss of the last window. Asked is the mean of the whole pass.": losses[-1],
        "This is the loss of the first window. Asked is the mean of the whole pass.": losses[0],
        "This is the sum over the windows. Divide by what you summed over.": losses.sum(),
        "This is the sum over all characters. Divide by their number.": (losses * sizes).sum(),
        "The sum over characters is divided by the number of windows. Divide by the number of characters.": (
            (losses * sizes).mean()
        ),
        "The sum over windows is divided by the number of characters: each loss is a mean already.": (
            losses.sum() / sizes.sum()
        ),
        "This is in bits. Asked is the mean of what loss_function gives.": torch.tensor(right / math.log(2)),
        "This is the smallest loss. Asked is the mean of the whole pass.": losses.min(),
        "The last window is missing in the mean.": losses[:-1].mean(),
        "A running mean weights late windows more. Asked is the mean over all characters.": (
            ((losses[0] + losses[1]) / 2 + losses[2]) / 2 if len(losses) == 3 else losses[-1]
        ),
    }
    if not math.isclose(mean, right, rel_tol=1e-4):
        said = [hint for hint, value in known.items() if math.isclose(mean, float(value), rel_tol=1e-4)]
        expect(False, said[0] if said else "This is not the mean loss per character of the pass.")


@check("04_char_lstm.train_pass", points=0.75)
def carried_state(student, draw):
    reply, _, count = ask_pass(student, draw, memory=1, passes=2)
    calls = reply.tensor("calls")
    which = {
        1: "The state is a pair, and h is carried with its history: detach it, too.",
        2: "The state is a pair, and c is carried with its history: detach it, too.",
        3: LINKED,
    }
    for link in calls[:, 1].tolist():
        expect(link not in which, which.get(link, ""))
    expect_pass(reply, count)
    kinds, grad = calls[:, 0].tolist(), calls[:, 3].tolist()
    starts = reply.tensor("starts").tolist()
    expect(kinds[0] in (0, 1), "The first window got a state. Nothing has been read yet: start from None.")
    expect(all(grad), "The model ran under no_grad, so nothing can be learned.")
    inside = [kinds[i] for i in range(1, count)]
    expect(
        len(kinds) == 2 * count, f"The model was called {len(kinds)} times in 2 passes over {count} windows."
    )
    expect(
        0 not in inside and 1 not in inside,
        "A window after the first starts without a state: it was carried nowhere.",
    )
    expect(
        all(kind == 2 for kind in inside),
        "A window did not get the state that the model returned for the window before.",
    )
    expect(
        kinds[starts[1]] in (0, 1),
        "The second pass starts with the last state of the first. The text begins anew, so the state does, too.",
    )


@check("04_char_lstm.train_pass", points=0.75)
def updates(student, draw):
    lr = 0.5
    reply, given, count = ask_pass(student, draw, memory=0, lr=lr)
    calls = expect_pass(reply, count)
    weights = reply.tensor("weights")
    before = torch.cat([given[name].flatten() for name in ("p_in", "p_hidden", "p_out")])
    stepped = reply.number("stepped")
    expect(stepped > 0, "optimizer.step() was never called, so nothing is learned.")
    expect_close(
        weights,
        memoryless_pass(given, count, lr),
        "The weights after the pass differ: in each window zero_grad, backward, step, in this order.",
        mistakes={
            "The weights did not change. Is backward() missing, or are the gradients set to zero before the step?": (
                before
            ),
            "Gradients of earlier windows are still there: call zero_grad in each window.": memoryless_pass(
                given, count, lr, accumulate=True
            ),
            "There was only one step, at the end: take a step on each window.": memoryless_pass(
                given, count, lr, accumulate=True, every=count
            ),
            "Only the last window counts: take a step on each window.": memoryless_pass(
                given, count, lr, every=count
            ),
            "The step goes uphill: is the sign of the loss turned round?": memoryless_pass(given, count, -lr),
        },
    )
    expect(
        bool(calls[:, 2].all()),
        "The model came in eval mode and was trained like that, so its dropout was off: call model.train().",
    )


def reach_probe(names, seq_len):
    """Return the student's number, or the name of what came instead."""
    reach = names["gradient_reach"](seq_len)
    whole = isinstance(reach, int) and not isinstance(reach, bool)
    return {"reach": reach} if whole else {"kind": type(reach).__name__}


@check("04_char_lstm.reach", points=1)
def reach(student, draw):
    lengths = draw.sizes(4, 2, 90)
    got = []
    for seq_len in lengths:
        reply = student.run(reach_probe, seq_len=seq_len)
        try:
            kind = reply.text("kind")
        except Exception:
            kind = ""
        expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
        expect(not kind, f"Return a whole number, an int. A {kind[:40]} came back.")
        got.append(reply.number("reach"))
    if got == lengths:
        return
    expect(
        len(set(got)) > 1,
        "The reach is the same for all windows. It depends on their length: where does detach cut?",
    )
    off = {g - n for g, n in zip(got, lengths, strict=True)}
    expect(off != {-1}, "One too few: the newest character of the window counts, too.")
    expect(
        off != {1},
        "One too many: the state that comes in is detached, so the character before the window gets nothing.",
    )
    expect(
        got != [2 * n for n in lengths],
        "The gradient does not enter the window before: the state between them is detached.",
    )
    expect(
        got != [n // 2 for n in lengths],
        "Half a window is the mean over all positions. Asked is the last position.",
    )
    expect(False, "From the last position, the gradient goes back to the first character of the same window.")


# the trained model ----------------------------------------------------------------------------


@cache
def vocabulary():
    """Return the vocabulary of the lab's text."""
    return Vocabulary(data.script().replace("\n", NEWLINE))


@cache
def unseen():
    """Return a scene that no notebook has, encoded."""
    path = Path(__file__).with_name("heldout") / "script.txt"
    text = path.read_text(encoding="utf-8").strip().replace("\n", NEWLINE)
    return vocabulary().encode("".join(c for c in text if c in vocabulary()))


def predict_probe(names, contexts, vocab_size):
    """Return the trained model's log-probabilities for the character after each context."""
    model = names["model"]
    if not isinstance(model, torch.nn.Module):
        return {"problem": "model"}
    weights = list(model.parameters())
    device = weights[0].device if weights else torch.device("cpu")
    x = torch.nn.functional.one_hot(contexts, vocab_size).float().to(device)
    model.eval()
    with torch.no_grad():
        answer = model(x)
    log_probs = answer[0] if isinstance(answer, (tuple, list)) else answer
    if not isinstance(log_probs, torch.Tensor) or log_probs.numel() != x.numel():
        return {"problem": "sizes"}
    return {"problem": "", "log_probs": log_probs.reshape(x.shape)[:, -1].float()}


CONTEXTS, LENGTH, MARGIN = 250, 40, 1.0


@check("04_char_lstm.trained", points=1, seconds=30)
def held_out_bits(student, draw):
    text, size = unseen(), len(vocabulary())
    at = draw.integers(0, len(text) - LENGTH - 1, CONTEXTS)
    contexts = torch.stack([text[i : i + LENGTH] for i in at.tolist()])
    targets = text[at + LENGTH]
    reply = student.run(predict_probe, contexts=contexts, vocab_size=size)
    problem = reply.text("problem")
    expect(problem != "model", "`model` is no module: did the training cell run without an error?")
    expect(problem != "sizes", "The trained model does not give one number for each character at every step.")
    log_probs = reply.tensor("log_probs").double()
    expect_shape(log_probs, [CONTEXTS, size], "one row for each context, one number for each character.")
    sums = log_probs.logsumexp(-1)
    expect(
        bool(torch.isfinite(log_probs).all()) and float(sums.abs().max()) < 1e-2,
        "The trained model does not give log-probabilities: the probabilities of a row do not add up to 1.",
    )
    bits = -log_probs.gather(1, targets[:, None]).mean().item() / math.log(2)
    learned = vocabulary().encode(data.script().replace("\n", NEWLINE))
    counts = torch.bincount(learned, minlength=size).double() + 0.5
    unigram = -(counts / counts.sum()).log2()[targets].mean().item()
    expect(
        abs(bits - math.log2(size)) > 0.25,
        "On a scene that it has not seen, the trained model knows no more than before the training: do its "
        "weights change?",
    )
    expect(
        bits < unigram + 0.8,
        "On a scene that it has not seen, the trained model is worse than counting letters. What did it learn "
        "from: was each target the next character?",
    )
    expect(
        bits < unigram - MARGIN,
        "On a scene that it has not seen, the trained model is hardly better than counting letters: "
        "does each target belong to its input?",
    )
