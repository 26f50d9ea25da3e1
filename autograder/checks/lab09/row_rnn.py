"""Exercise 9.2: RowRNN."""

import torch
from torch import nn

from autograder.check import check
from autograder.checks.shared import expect_another_device, made, on_another_device, with_drawn_weights
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape


def reader_probe(names, feats, hidden, classes, layers, cell):
    """Return what the student's model is made of."""
    from torch import nn

    torch.manual_seed(4711)
    model, other = (names["RowRNN"](feats, hidden, classes, num_layers=layers, cell=cell) for _ in range(2))
    same = all(torch.equal(p, q) for p, q in zip(model.parameters(), other.parameters(), strict=True))
    rnn, head = getattr(model, "rnn", None), getattr(model, "head", None)
    kind = "lstm" if isinstance(rnn, nn.LSTM) else "rnn" if isinstance(rnn, nn.RNN) else type(rnn).__name__
    reply = {"kind": kind, "head": "linear" if isinstance(head, nn.Linear) else type(head).__name__}
    reply |= {"seeded": torch.initial_seed() != 4711, "same": same}
    if kind not in ("rnn", "lstm") or reply["head"] != "linear":
        return reply
    for name in ("input_size", "hidden_size", "num_layers", "bidirectional", "batch_first", "dropout"):
        reply[name] = getattr(rnn, name)
    reply |= {
        "in": head.in_features,
        "out": head.out_features,
        "bias": bool(rnn.bias) and head.bias is not None,
    }
    return reply | {"relu": getattr(rnn, "nonlinearity", "tanh") == "relu"}


def expect_reader(reply, sizes, cell):
    """Judge the parts of the model."""
    kind = reply.text("kind")
    expect(kind != "NoneType", "There is no self.rnn. The card asks for this name.")
    wanted = {"rnn": "nn.RNN", "lstm": "nn.LSTM"}[cell]
    said = f'With cell="{cell}", self.rnn should be an {wanted}; yours is an '
    expect(
        kind == cell,
        said + {"rnn": "nn.RNN", "lstm": "nn.LSTM"}.get(kind, kind) + ". Does your code look at `cell`?",
    )
    expect(reply.text("head") != "NoneType", "There is no self.head. The card asks for this name.")
    expect(reply.text("head") == "linear", f"self.head should be one nn.Linear, not a {reply.text('head')}.")
    feats, hidden, classes, layers = sizes
    for name, size in (("input_size", feats), ("hidden_size", hidden), ("num_layers", layers)):
        said = f"self.rnn has {name} {reply.number(name)}, asked for was {size}: does it come from the arguments?"
        expect(reply.number(name) == size, said)
    expect(not reply.flag("bidirectional"), "self.rnn reads in two directions. The card asks for one.")
    expect(reply.flag("batch_first"), "self.rnn is not batch-first: batch and time change their places.")
    expect(reply.number("dropout") == 0, "self.rnn has dropout between its layers. The card asks for none.")
    expect(reply.flag("bias"), "A bias is switched off. Leave self.rnn and self.head their biases.")
    expect(not reply.flag("relu"), "self.rnn uses ReLU. The card asks for tanh.")
    said = "It sets the seed while it is made: what the caller draws afterwards begins again. Leave the seed alone."
    expect(not reply.flag("seeded"), said)
    expect(
        not reply.flag("same"),
        "Two models begin with the same weights: is a seed set, or a layer kept in the class?",
    )
    said = f"self.head is {reply.number('in')} → {reply.number('out')}, expected {hidden} → {classes}."
    expect(reply.number("in") == hidden and reply.number("out") == classes, said)


def call_reader(names, kept, x, hidden, classes, layers, cell, training, seed):
    key = (cell, hidden, classes, layers, x.shape[2], x.dtype, seed)
    if key not in kept:
        named = {} if (layers, cell) == (2, "lstm") else {"num_layers": layers, "cell": cell}
        model = made(names["RowRNN"], x.shape[2], hidden, classes, **named)
        kept[key] = with_drawn_weights(model.to(x.dtype), seed)
    model = kept[key].to(x.device).train(training)
    logits, weights = model(x), list(model.parameters())
    learned, count = True, sum(p.numel() for p in weights)
    if torch.is_grad_enabled() and isinstance(logits, torch.Tensor):
        found = [None]
        if logits.requires_grad:
            found = torch.autograd.grad(logits.square().sum(), weights, None, True, allow_unused=True)
        learned = all(g is not None for g in found)
    return count, logits, learned


def twin(x, hidden, classes, layers, cell, seed):
    rnn = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell](x.shape[2], hidden, layers, batch_first=True)
    return with_drawn_weights(nn.ModuleList([rnn, nn.Linear(hidden, classes)]).to(x.dtype), seed)


def reader_of(x, hidden, classes, layers, cell, training, seed):
    parts = twin(x, hidden, classes, layers, cell, seed)
    return sum(p.numel() for p in parts.parameters()), parts[1](parts[0](x)[0][:, -1]), True


@torch.no_grad()
def mistakes_of(x, hidden, classes, layers, cell, training, seed):
    rnn, head = twin(x, hidden, classes, layers, cell, seed)
    output, state = rnn(x)
    h, c = state if cell == "lstm" else (state, state)
    right = head(output[:, -1])
    known = (
        {"This is the cell state c. The output of an LSTM is its hidden state h.": head(c[-1])}
        if cell == "lstm"
        else {}
    )
    return known | {
        "These are logits for every step. Give those of the last state only.": head(output),
        "This is the state itself. The head turns it into logits.": output[:, -1],
        "This is the state of the lowest layer: state[0]. The upper layer is state[-1].": head(h[0]),
        "This is the state after the first step: output[:, 0]. Take the last one.": head(output[:, 0]),
        "This is the mean of all states. The card asks for the last one.": head(output.mean(1)),
        "This is the largest value over time. The card asks for the last state.": head(output.amax(1)),
        "This is the sum of all states. The card asks for the last one.": head(output.sum(1)),
        "This is the mean of the layers' logits. The card asks for the upper layer.": head(h.mean(0)),
        "There is a softmax at the end. The loss wants raw logits.": right.softmax(-1),
        "There is a log-softmax at the end. Return raw logits: F.cross_entropy has it built in.": right.log_softmax(-1),
        "There is a sigmoid at the end. Return raw logits.": right.sigmoid(),
        "There is a ReLU at the end: a score may be negative.": right.relu(),
        "There is a tanh at the end: it squeezes the logits. Return them raw.": right.tanh(),
        "There is a ReLU between the state and the head: it throws away the negative half.": head(output[:, -1].relu()),
        "The sequence is read from its end.": head(rnn(x.flip(1))[0][:, -1]),
    }  # fmt: skip


def reader_cases(draw):
    """Return both cells, two models of one size, 140 steps, blank rows at the end, large numbers, the defaults, both modes."""
    feats, hidden, classes = draw.sizes(3, 4, 9)
    cases = []
    for cell, layers, batch, steps, dtype, training, seed in (
        ("lstm", 3, 3, 8, torch.float32, False, 1),
        ("rnn", 2, 3, 7, torch.float32, False, 1),
        ("lstm", 1, 3, 9, torch.float32, True, 1),
        ("lstm", 1, 3, 9, torch.float32, False, 2),
        ("lstm", 1, 3, 9, torch.float32, True, 1),
        ("rnn", 3, 3, 1, torch.float32, False, 1),
        ("rnn", 1, 3, 9, torch.float32, True, 1),
        ("lstm", 3, 3, 70, torch.float32, False, 1),
        ("lstm", 1, 3, 140, torch.float32, True, 1),
        ("lstm", 2, 3, 5, torch.float32, True, 1),
    ):
        sizes = {"hidden": hidden, "classes": classes, "layers": layers, "cell": cell}
        x = draw.normal(batch, steps, feats, dtype=dtype)
        cases.append({"x": x, **sizes, "training": training, "seed": seed})
    cases[4]["x"][:, 4:] = 0  # rows without ink
    cases[6]["x"] *= 50
    return cases


READ = (
    "The number of parameters (self.rnn and self.head)",
    "the logits",
    "Whether every weight gets a gradient (is there a detach, .data or no_grad?)",
)


@check("09_digits_by_rows.row_rnn", points=2.5)
def last_state(student, draw):
    """The layers by their names and sizes, for both cells; the logits of a twin with the same weights."""
    for cell in ("lstm", "rnn"):
        feats, hidden, classes = draw.sizes(3, 4, 9)
        layers = 3 if cell == "lstm" else draw.choice([1, 2])  # a fixed number fails in one of them
        sizes = {"feats": feats, "hidden": hidden, "classes": classes, "layers": layers}
        expect_reader(student.run(reader_probe, **sizes, cell=cell), tuple(sizes.values()), cell)
    cases = reader_cases(draw)
    notes = [
        f"{c['cell']}, layers = {c['layers']}{' (where num_layers and cell are left out)' * (c['layers'] == 2 and c['cell'] == 'lstm')}, x {list(c['x'].shape)}, in {'train' if c['training'] else 'eval'} mode"
        for c in cases
    ]
    notes[4] += ", with rows of zeros at the end"
    keeps_promises(
        student, call_reader, cases, reader_of, device=False, mistakes=mistakes_of, notes=notes,
        results=READ, axes=("image", "class"), gradients=("x",), rtol=1e-3, atol=1e-6,
    )  # fmt: skip


def any_batch_probe(names, x, other, hidden, classes, layers, cell):
    """Run one model on several batches, in float64 and on another device; say what failed instead of raising."""
    model = names["RowRNN"](x.shape[2], hidden, classes, num_layers=layers, cell=cell).to(x.device).eval()
    reply = {"failed": "", "why": "", "whole": model(x)}
    step = "again"
    try:
        reply["again"] = model(x)
        step = "other"
        reply["other"], reply["other_alone"] = model(other), torch.cat([model(o) for o in other.split(1)])
        step = "one"
        reply["one"] = model(x[:1])
        step = "rows"
        reply["rows"] = torch.cat([model(part) for part in x.split(2)])
        step = "double"
        reply["double"] = model.double()(x.double())
    except Exception as error:
        reply["failed"], reply["why"] = step, f"{type(error).__name__}: {error}"[:160]
    return reply | on_another_device(lambda move: move(model.float())(move(x)))


@check("09_digits_by_rows.row_rnn", points=1.5)
def any_batch(student, draw):
    """Each image by itself: again, in other batches, in float64 and on another device."""
    mixed = "An image alone and the same image in a batch get different logits: do the images of a batch mix?"
    zeros = "Are the first zeros made in float32, or is the input turned to float32?"
    for cell in ("lstm", "rnn"):
        feats, hidden, classes, batch, steps = draw.sizes(5, 4, 9)
        given = {
            "x": draw.normal(batch, steps, feats),
            "other": draw.normal(130, steps + draw.size(2, 4), feats),
        }
        given |= {"hidden": hidden, "classes": classes, "layers": draw.size(2, 3), "cell": cell}
        reply = student.run(any_batch_probe, **given)
        whole, failed, why = reply.tensor("whole"), reply.text("failed"), reply.text("why")
        expect_shape(whole, [batch, classes], "one row of logits for each image.")
        said = f"The second call with the same batch fails ({why}): is a state kept in the model?"
        expect(failed != "again", said)
        said = "The same batch gave two different answers: is a state kept from call to call, drawn at random, or dropout on in eval mode?"
        expect_close(reply.tensor("again"), whole, said)
        said = (
            f"After one batch, a batch of another size or length fails ({why}): what is fixed to the first?"
        )
        expect(failed != "other", said)
        expect(failed != "one", f"A batch of one image fails: {why}")
        expect_shape(reply.tensor("one"), [1, classes], "a batch of one image stays a batch: no squeeze.")
        expect(failed != "rows", f"A smaller batch fails ({why}): what is fixed to the size of the batch?")
        expect(failed != "double", f"In float64 the model fails ({why}). {zeros}")
        for name, due in (("rows", whole), ("other_alone", reply.tensor("other"))):
            expect_close(reply.tensor(name), due, mixed)
        expect_close(reply.tensor("double"), whole, "In float64, the logits differ.", rtol=1e-3, atol=1e-4)
        said = "In float64, the logits have the digits of float32 only: what is turned to float32 on the way?"
        expect(not torch.equal(reply.tensor("double").float().double(), reply.tensor("double")), said)
        expect_dtype(reply.tensor("double"), torch.float64, f"for a float64 model and input. {zeros}")
        place = "Is a tensor made on the CPU, or moved to a fixed device? Make it like the input."
        expect_another_device(reply, f"On another device the model fails. {place}")
