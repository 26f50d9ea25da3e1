"""Exercise 10.5: The reader."""

from functools import partial

import torch
from torch import nn

from autograder.check import check, travels
from autograder.checks.shared import BENDS, flat_gradient, loaded_model, with_drawn_weights
from autograder.contracts import keeps_promises
from autograder.expect import agree, expect

VOCAB = 12
KINDS = nn.RNN, nn.GRU, nn.LSTM


def layers_probe(names, d, units, classes, indices, lengths):
    """Return what the student's model is made of, and three answers in train mode, two of them from one seed."""
    import copy

    embedding, pairs = torch.nn.Embedding(12, d, padding_idx=0), []
    before = embedding.weight.detach().clone()
    torch.manual_seed(4711)
    other, model = (names["WordRNN"](e, units, classes) for e in (copy.deepcopy(embedding), embedding))
    seeded, both, answers = (
        torch.initial_seed() != 4711,
        zip(model.parameters(), other.parameters(), strict=True),
        [],
    )
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        answers.append(model(indices, lengths))
    for i, kind in enumerate(("RNN", "GRU", "LSTM")):
        pairs += [(i, m) for m in model.modules() if isinstance(m, getattr(torch.nn, kind))]
        pairs += [(i, m) for m in model.modules() if isinstance(m, getattr(torch.nn, f"{kind}Cell"))]
    rows = [
        (i, m.hidden_size, getattr(m, "num_layers", 1), getattr(m, "bidirectional", False)) for i, m in pairs
    ]
    return {
        "rnns": torch.tensor(rows).long().view(-1, 4),
        "linears": sum(isinstance(m, torch.nn.Linear) for m in model.modules()),
        "seeded": seeded,
        "kept": torch.equal(embedding.weight, before),
        "same": all(torch.equal(p, q) for p, q in both),
        "shared": any(p is q for p in model.parameters() for q in other.parameters()),
        "inside": any(p is embedding.weight for p in model.parameters()),
        **{name: answer for name, answer in zip(("first", "again", "other"), answers, strict=True)},
    }


class Reader(nn.Module):
    """The model that the card describes, with as many recurrent layers as the student's."""

    def __init__(self, rnns, embedding, units, classes):
        super().__init__()
        sizes = [embedding.embedding_dim] + [units] * 9
        pairs = zip(sizes, rnns, strict=False)
        layers = [KINDS[row[0]](n, units, row[2], batch_first=True) for n, row in pairs]
        self.embedding, self.rnns = embedding, nn.ModuleList(layers)
        self.head = nn.Linear(units, classes)

    def states(self, x):
        for rnn in self.rnns:
            x, _ = rnn(x)
        return x

    def forward(self, indices, lengths):
        return self.head(self.states(self.embedding(indices))[torch.arange(len(indices)), lengths - 1])


def right_reader(student, draw):
    """Judge the layers of the student's model; return what makes one like it, and whether it has no dropout."""
    d, units, classes = 5, 7, 3
    indices, lengths = batch_of(draw, [4, 4])
    reply = student.run(layers_probe, d=d, units=units, classes=classes, indices=indices, lengths=lengths)
    rows = reply.tensor("rnns").tolist()
    hint = f"With hidden_size {units}, there is a recurrent layer of {' and '.join(str(row[1]) for row in rows)} units."
    for holds, said in (
        (reply.flag("inside"), "The given embedding is not part of the model: self.embedding = embedding, no copy and no new one."),
        (reply.flag("kept"), "The rows of the given embedding are changed while the model is made: leave them as they are."),
        (not reply.flag("shared"), "Two models share layers: make them in __init__, and keep them in self, not in the class."),
        (not reply.flag("seeded"), "Your class sets the seed: all that is drawn later begins again. Leave the seed alone."),
        (not reply.flag("same"), "Two models begin with the same weights: is a seed set?"),
        (agree(reply.tensor("first"), reply.tensor("again"), 0, 0), "In train mode the same batch gets two different answers, with the same random numbers: is a state kept from call to call?"),
        (rows, "There is no nn.GRU and no nn.LSTM in the model: make one in __init__, as self.rnn = …"),
        (all(row[0] for row in rows), "The network is a plain RNN. Take a GRU or an LSTM."),
        (not any(row[3] for row in rows), "The network has two directions. Take one."),
        (all(row[1] == units for row in rows), hint),
        (all(0 < n < 9 for n in (len(rows), *(row[2] for row in rows))), "Fewer than nine layers, please."),
        (reply.number("linears") == 1, "The task asks for one linear layer (nn.Linear), from hidden_size to n_classes."),
    ):  # fmt: skip
        expect(bool(holds), said)
    return partial(Reader, rows), agree(reply.tensor("first"), reply.tensor("other"), 0, 0)


@travels
def loaded_reader(names, kept, d, units, classes, weights, frozen, training):
    """Return the student's model with these weights, and its parameters."""

    def make(d, units, classes, frozen):
        embedding = torch.nn.Embedding(12, d, padding_idx=0, dtype=weights.dtype).requires_grad_(not frozen)
        return names["WordRNN"](embedding, units, classes)

    model, parameters = loaded_model(make, kept, (d, units, classes, frozen), weights)
    return model.train(training), parameters


def call_reader(names, kept, indices, lengths, weights, **case):
    model, parameters = loaded_reader(names, kept, weights=weights, **case)
    learning = [p for p in parameters if p.requires_grad]
    with torch.enable_grad():
        logits = model(indices, lengths)
    if getattr(logits, "grad_fn", None) is None or logits.device.type != "cpu":
        gradient = 0 * weights
    else:
        gradient = flat_gradient([logits], learning, torch.square)
    return logits, parameters[0].requires_grad, gradient


def batch_of(draw, lengths, more=0, junk=False):
    """Draw (indices, lengths), with zeros or `junk` in the padding."""
    steps, lengths = max(lengths) + more, torch.tensor(lengths)
    indices = draw.integers(1, VOCAB - 1, len(lengths), steps)
    return indices * (junk | (torch.arange(steps) < lengths[:, None])), lengths


def reader_case(draw, make, lengths, sizes, dtype=torch.float32, far=False, **options):
    """Draw reviews, all equally long, and weights; with `far` the logits are large."""
    d, units, classes = sizes
    indices, lengths = batch_of(draw, lengths)
    rows = []
    for name, p in make(nn.Embedding(VOCAB, d), units, classes).named_parameters():
        values = draw.normal(*p.shape, scale=100 if far and name.startswith("head") else 0.6)
        if "bias_ih" in name and len(indices[0]) > 60:
            # remembers for long: this gate is the second, in a GRU and in an LSTM
            values[units : 2 * units] += 4
        rows.append(values.flatten().to(dtype))
    case = {"indices": indices, "lengths": lengths, "d": d, "units": units, "classes": classes}
    return {**case, "weights": torch.cat(rows), "frozen": False, "training": False, **options}


def mistakes_of(make, indices, lengths, **case):
    """Return hint → what a known mistake gives, where all reviews are equally long."""
    model, _ = loaded_reader({"WordRNN": make}, {}, **case)
    (batch, steps), classes = indices.shape, case["classes"]
    with torch.no_grad():
        x = model.embedding(indices)
        output = model.states(x)
        mixed = model.states(x.transpose(0, 1)).transpose(0, 1)
    right, learns, gradient = call_reader({"WordRNN": make}, {}, indices, lengths, **case)
    cut, count = gradient.clone(), model.embedding.weight.numel()
    cut[:count] = 0
    apart = " The task asks for one answer for each review, after its last word."
    h, shape = torch.no_grad()(model.head), partial(torch.empty, device="meta")
    known = {
        "There are scores for every word." + apart: shape(batch, steps, classes),
        "There is an axis for layers in the logits: [batch, n_classes].": shape(1, batch, classes),
        "hidden_size numbers a review: the linear layer is not used.": output[:, -1],
        "The last word has no effect on the answer: its state is at lengths - 1.": h(output[:, max(steps - 2, 0)]),
        "This is the state after the first word." + apart: h(output[:, 0]),
        "This is a mean over time." + apart: h(output.mean(1)),
        "This is a sum over time." + apart: h(output.sum(1)),
        "This is a maximum over time." + apart: h(output.amax(1)),
        "Batch and time mix: is batch_first=True missing?": h(mixed[:, -1]),
        "No gradient reaches the word vectors: is the output of the embedding detached?": (None, learns, cut),
        "The logits have no gradient: is there a detach, a no_grad or an argmax?": (None, learns, 0 * gradient),
        "The gradient of the given embedding is switched on or off: leave it as it was.": (None, not learns),
    }  # fmt: skip
    raw = "There is a {} after the linear layer. The task asks for its raw scores: leave it out, the loss has its own softmax."
    return known | {raw.format(name): bend(right.detach()) for name, bend in BENDS.items()}


@check("10_sentiment.word_rnn", points=2)
def reading(student, draw):
    """The card's layers; the logits and the gradient of a twin with the same weights, where there is no padding."""
    make, steady = right_reader(student, draw)
    sizes = draw.sizes(3, 5, 9)
    drawn = partial(reader_case, draw, make)
    cases = {
        "With three reviews": drawn([4] * 3, sizes),
        "With other weights and reviews of these sizes": drawn([4] * 3, sizes),
        "With a frozen embedding": drawn([3] * 2, sizes, frozen=True),
        "With a batch of one review": drawn([5], sizes),
        "With 66 reviews": drawn([2] * 66, sizes),
        "With one review of one word, in train mode" if steady else "With one review of one word": (
            drawn([1], sizes, training=steady)
        ),
        "Where all sizes are 1": drawn([2], (1, 1, 1)),
        "Where all sizes agree": drawn([4] * 4, (4, 4, 4), training=steady),
    }
    double = {
        "In float64, with large scores": drawn([6] * 2, sizes, dtype=torch.float64, far=True),
        "With 140 words, in float64": drawn([140], (3, 4, 2), dtype=torch.float64, training=steady),
    }
    for some, tolerance in ((cases, 1e-4), (double, 1e-8)):
        keeps_promises(
            student, call_reader, [*some.values()], partial(call_reader, {"WordRNN": make}, {}), notes=tuple(some),
            results=("the matrix of logits", "whether the embedding learns", "the gradient for all weights"), axes=("review", "class"),
            mistakes=partial(mistakes_of, make), stay=("lengths",), device=some is cases, rtol=10 * tolerance, atol=tolerance,
        )  # fmt: skip


def call_apart(names, kept, indices, lengths, d, units, classes):
    if (d, units) not in kept:
        with torch.random.fork_rng(devices=[]):
            embedding = torch.nn.Embedding(12, d, padding_idx=0)
            kept[d, units] = with_drawn_weights(names["WordRNN"](embedding, units, classes), 1)
    model, apart = kept[d, units].train(), []
    # without dropout; long reviews would hide a state that is kept
    steady = kept.setdefault("steady", torch.equal(model(indices, lengths), model(indices, lengths)))
    for training in (False, steady):
        model.train(training)
        alone = [model(indices[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths.tolist())]
        together = model(indices, lengths).reshape(len(indices), -1)
        apart.append((together - torch.cat(alone).view_as(together)).abs().amax(1))
    return torch.maximum(*apart)


def apart_of(indices, lengths, d, units, classes):
    return torch.zeros(len(indices))


@check("10_sentiment.word_rnn", points=2)
def padding(student, draw):
    """In batches of every form and both modes, each review gets the logits that the same model gives it alone."""
    sizes = dict(zip(("d", "units", "classes"), draw.sizes(3, 5, 9), strict=True))

    def drawn(*lengths, more=0, junk=False):
        return dict(zip(("indices", "lengths"), batch_of(draw, lengths, more, junk), strict=True)) | sizes

    cases = {
        "With reviews of unequal lengths": drawn(2, 6, 1, 4),
        "With other reviews, in another order of lengths": drawn(4, 1, 6, 2),
        "With other numbers than 0 in the padding (go by the lengths: do not count zeros or ask for them)": (
            drawn(3, 1, 5, junk=True)
        ),
        "With more padding than the longest review needs": drawn(2, 4, 1, more=3),
        "With two reviews": drawn(1, 3),
        "With one review, and padding": drawn(2, more=2),
        "With reviews of one length, and padding": drawn(3, 3, more=2),
        "With 140 words": drawn(3, 140, 70),
    }
    result = (
        "what lies between a review's logits in the batch and alone (is the padding read, are the answers sorted by length "
        "and not put back, or do batch and time mix? Take the state at lengths - 1): it"
    )
    keeps_promises(
        student, call_apart, [*cases.values()], apart_of, notes=tuple(cases), results=(result,), axes=("review",),
        draws=True, device=False,
    )  # fmt: skip
