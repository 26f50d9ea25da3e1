"""Exercise 9.2: RowRNN."""

import torch

from autograder.check import check
from autograder.checks.lab09.common import learns, twin
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
    reply |= {"in": head.in_features, "out": head.out_features, "relu": rnn.mode == "RNN_RELU"}
    return reply | {"bias": bool(rnn.bias) and head.bias is not None}


def expect_reader(reply, feats, hidden, classes, layers, cell):
    """Judge the parts of the model."""
    kind, head, known = reply.text("kind"), reply.text("head"), {"rnn": "nn.RNN", "lstm": "nn.LSTM"}
    expect(kind != "NoneType", "There is no self.rnn. The card asks for this name.")
    said = f'With cell="{cell}", self.rnn should be an {known[cell]}; yours is an {known.get(kind, kind)}.'
    expect(kind == cell, f"{said} Does your code look at `cell`?")
    expect(head != "NoneType", "There is no self.head. The card asks for this name.")
    expect(head == "linear", f"self.head should be one nn.Linear, not a {head}.")
    for name, size in (("input_size", feats), ("hidden_size", hidden), ("num_layers", layers)):
        said = f"self.rnn has {name} {reply.number(name)}, asked for was {size}: does it come from the arguments?"
        expect(reply.number(name) == size, said)
    expect(reply.number("dropout") == 0, "self.rnn has dropout between its layers. The card asks for none.")
    for name, due, said in (
        ("bidirectional", False, "self.rnn reads in two directions. The card asks for one."),
        ("batch_first", True, "self.rnn is not batch-first: batch and time change their places."),
        ("bias", True, "A bias is switched off. Leave self.rnn and self.head their biases."),
        ("relu", False, "self.rnn uses ReLU. The card asks for tanh."),
        ("seeded", False, "It sets the seed while it is made: what the caller draws afterwards begins again. Leave the seed alone."),
        ("same", False, "Two models begin with the same weights: is a seed set, or a layer kept in the class?"),
    ):  # fmt: skip
        expect(reply.flag(name) is due, said)
    into, out = reply.number("in"), reply.number("out")
    expect((into, out) == (hidden, classes), f"self.head is {into} → {out}, expected {hidden} → {classes}.")


def call_reader(names, kept, x, hidden, classes, layers, cell, training, seed):
    key = (cell, hidden, classes, layers, x.shape[2], x.dtype, seed)
    if key not in kept:
        named = {} if (layers, cell) == (2, "lstm") else {"num_layers": layers, "cell": cell}
        model = made(names["RowRNN"], x.shape[2], hidden, classes, **named)
        kept[key] = with_drawn_weights(model.to(x.dtype), seed)
    model = kept[key].to(x.device).train(training)
    logits = model(x)
    return sum(p.numel() for p in model.parameters()), logits, learns(model, logits)


def reader_of(x, hidden, classes, layers, cell, training, seed):
    rnn, head = parts = twin(x, cell, hidden, classes, layers, seed)
    return sum(p.numel() for p in parts.parameters()), head(rnn(x)[0][:, -1]), True


@torch.no_grad()
def mistakes_of(x, hidden, classes, layers, cell, training, seed):
    rnn, head = twin(x, cell, hidden, classes, layers, seed)
    output, state = rnn(x)
    h, c = state if cell == "lstm" else (state, state)
    right = head(output[:, -1])
    return {
        "This is the cell state c. The output of an LSTM is its hidden state h.": head(c[-1]),
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


@check("09_digits_by_rows.row_rnn", points=2.5)
def last_state(student, draw):
    """The layers by their names and sizes, for both cells; the logits of a twin: two models of one size, 140 steps, the defaults."""
    for cell, layers in (("lstm", 3), ("rnn", draw.choice([1, 2]))):  # a fixed number fails in one of them
        feats, hidden, classes = draw.sizes(3, 4, 9)
        sizes = {"feats": feats, "hidden": hidden, "classes": classes, "layers": layers, "cell": cell}
        expect_reader(student.run(reader_probe, **sizes), **sizes)
    feats, hidden, classes = draw.sizes(3, 4, 9)
    rows = [("lstm", 3, 8, False), ("rnn", 2, 7, False), ("lstm", 1, 9, True), ("lstm", 1, 9, False)]
    rows += [("lstm", 1, 9, True), ("rnn", 3, 1, False), ("rnn", 1, 9, True), ("lstm", 3, 70, False)]
    rows += [("lstm", 1, 140, True), ("lstm", 2, 5, True)]
    cases, notes = [], []
    for i, (cell, layers, steps, training) in enumerate(rows):
        x, mode = draw.normal(3, steps, feats), "train" if training else "eval"
        sizes = {"hidden": hidden, "classes": classes, "layers": layers, "cell": cell}
        cases.append({"x": x, **sizes, "training": training, "seed": 2 if i == 3 else 1})
        left_out = " (where num_layers and cell are left out)" * ((cell, layers) == ("lstm", 2))
        notes.append(f"{cell}, layers = {layers}{left_out}, x {list(x.shape)}, in {mode} mode")
    cases[4]["x"][:, 4:] = 0
    notes[4] += ", with rows of zeros at the end"
    cases[6]["x"] *= 50
    keeps_promises(
        student, call_reader, cases, reader_of, device=False, mistakes=mistakes_of, notes=notes,
        results=("The number of parameters (self.rnn and self.head)", "the logits",
                 "Whether every weight gets a gradient (is there a detach, .data or no_grad?)"),
        axes=("image", "class"), gradients=("x",), rtol=1e-3, atol=1e-6,
    )  # fmt: skip


def any_batch_probe(names, x, other, hidden, classes, layers, cell):
    """Run one model on several batches, in float64 and on another device; say what failed instead of raising."""
    model = names["RowRNN"](x.shape[2], hidden, classes, num_layers=layers, cell=cell).to(x.device).eval()
    reply = {"failed": "", "why": "", "whole": model(x)}
    calls = {
        "again": lambda: model(x),
        "other": lambda: model(other),
        "alone": lambda: torch.cat([model(image) for image in other.split(1)]),
        "one": lambda: model(x[:1]),
        "rows": lambda: torch.cat([model(part) for part in x.split(2)]),
        "double": lambda: model.double()(x.double()),
    }
    for name, run in calls.items():
        try:
            reply[name] = run()
        except Exception as error:
            return reply | {"failed": name, "why": f"{type(error).__name__}: {error}"[:160]}
    return reply | on_another_device(lambda move: move(model.float())(move(x)))


@check("09_digits_by_rows.row_rnn", points=1.5)
def any_batch(student, draw):
    """Each image by itself: again, in other batches, in float64 and on another device."""
    zeros = "Are the first zeros made in float32, or is the input turned to float32?"
    mixed = "An image alone and the same image in a batch get different logits: do the images of a batch mix?"
    for cell in ("lstm", "rnn"):
        feats, hidden, classes, batch, steps = draw.sizes(5, 4, 9)
        sizes = {"hidden": hidden, "classes": classes, "layers": draw.size(2, 3), "cell": cell}
        x, other = draw.normal(batch, steps, feats), draw.normal(130, steps + draw.size(2, 4), feats)
        reply = student.run(any_batch_probe, x=x, other=other, **sizes)
        whole, failed, fails = reply.tensor("whole"), reply.text("failed"), f"fails ({reply.text('why')})"
        expect_shape(whole, [batch, classes], "one row of logits for each image.")
        said = f"The second call with the same batch {fails}: is a state kept in the model?"
        expect(failed != "again", said)
        said = "The same batch gave two different answers: is a state kept from call to call, drawn at random, or dropout on in eval mode?"
        expect_close(reply.tensor("again"), whole, said)
        said = f"After one batch, a batch of another size or length {fails}: what is fixed to the first?"
        expect(failed not in ("other", "alone"), said)
        expect(failed != "one", f"A batch of one image fails: {reply.text('why')}")
        expect_shape(reply.tensor("one"), [1, classes], "a batch of one image stays a batch: no squeeze.")
        expect(failed != "rows", f"A smaller batch {fails}: what is fixed to the size of the batch?")
        expect(failed != "double", f"In float64 the model {fails}. {zeros}")
        expect_close(reply.tensor("rows"), whole, mixed)
        expect_close(reply.tensor("alone"), reply.tensor("other"), mixed)
        double = reply.tensor("double")
        expect_close(double, whole, "In float64, the logits differ.", rtol=1e-3, atol=1e-4)
        said = "In float64, the logits have the digits of float32 only: what is turned to float32 on the way?"
        expect(not torch.equal(double.float().double(), double), said)
        expect_dtype(double, torch.float64, f"for a float64 model and input. {zeros}")
        place = "Is a tensor made on the CPU, or moved to a fixed device? Make it like the input."
        expect_another_device(reply, f"On another device the model fails. {place}")
