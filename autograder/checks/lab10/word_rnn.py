"""Exercise 10.5: The reader."""

from functools import partial

import torch
from torch import nn

from autograder.check import check
from autograder.checks.shared import BENDS, flat_gradient, loaded_model, with_drawn_weights
from autograder.contracts import keeps_promises
from autograder.expect import agree, expect_each

VOCAB = 12
KINDS = nn.RNN, nn.GRU, nn.LSTM


def layers_probe(names, d, units, classes, indices, lengths):
    """Return what the student's model is made of, and three answers in train mode, two of them from one seed."""
    import copy

    embedding, rows, reply = torch.nn.Embedding(12, d, padding_idx=0), [], {}
    before = embedding.weight.detach().clone()
    torch.manual_seed(4711)
    other, model = (names["WordRNN"](e, units, classes) for e in (copy.deepcopy(embedding), embedding))
    reply["seeded"] = torch.initial_seed() != 4711
    both = [*zip(model.parameters(), other.parameters(), strict=True)]
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        torch.manual_seed(seed)
        reply[name] = model(indices, lengths)
    for i, kind in enumerate(("RNN", "GRU", "LSTM")):
        kinds = getattr(torch.nn, kind), getattr(torch.nn, f"{kind}Cell")
        for m in (m for m in model.modules() if isinstance(m, kinds)):
            rows.append((i, m.hidden_size, getattr(m, "num_layers", 1), getattr(m, "bidirectional", False)))
    return reply | {
        "rnns": torch.tensor(rows).long().view(-1, 4),
        "linears": sum(isinstance(m, torch.nn.Linear) for m in model.modules()),
        "kept": torch.equal(embedding.weight, before),
        "same": all(torch.equal(p, q) for p, q in both),
        "shared": any(p is q for p in model.parameters() for q in other.parameters()),
        "inside": any(p is embedding.weight for p in model.parameters()),
    }


class Reader(nn.Module):
    """The model that the card describes, with as many recurrent layers as the student's."""

    def __init__(self, rnns, embedding, units, classes):
        super().__init__()
        pairs = zip([embedding.embedding_dim] + [units] * 9, rnns, strict=False)
        layers = [KINDS[row[0]](n, units, row[2], batch_first=True) for n, row in pairs]
        self.embedding, self.rnns, self.head = embedding, nn.ModuleList(layers), nn.Linear(units, classes)

    def states(self, x):
        for rnn in self.rnns:
            x, _ = rnn(x)
        return x

    def forward(self, indices, lengths):
        return self.head(self.states(self.embedding(indices))[torch.arange(len(indices)), lengths - 1])


def right_reader(student, draw):
    """Judge the layers of the student's model; return what makes one like it, and whether it has no dropout."""
    units = 7
    reply = student.run(layers_probe, d=5, units=units, classes=3, **batch_of(draw, [4, 4]))
    rows = reply.tensor("rnns").tolist()
    first, again, other = (reply.tensor(name) for name in ("first", "again", "other"))
    expect_each({
        "The given embedding is not part of the model: self.embedding = embedding, no copy and no new one.": reply.flag("inside"),
        "The rows of the given embedding are changed while the model is made: leave them as they are.": reply.flag("kept"),
        "Two models share layers: make them in __init__, and keep them in self, not in the class.": not reply.flag("shared"),
        "Your class sets the seed: all that is drawn later begins again. Leave the seed alone.": not reply.flag("seeded"),
        "Two models begin with the same weights: is a seed set?": not reply.flag("same"),
        "In train mode the same batch gets two different answers, with the same random numbers: is a state kept from call to call?": agree(first, again, 0, 0),
        "There is no nn.GRU and no nn.LSTM in the model: make one in __init__, as self.rnn = …": rows,
        "The network is a plain RNN. Take a GRU or an LSTM.": all(row[0] for row in rows),
        "The network has two directions. Take one.": not any(row[3] for row in rows),
        f"With hidden_size {units}, there is a recurrent layer of {' and '.join(str(row[1]) for row in rows)} units.": all(row[1] == units for row in rows),
        "Fewer than nine layers, please.": all(0 < n < 9 for n in (len(rows), *(row[2] for row in rows))),
        "The task asks for one linear layer (nn.Linear), from hidden_size to n_classes.": reply.number("linears") == 1,
    })  # fmt: skip
    return partial(Reader, rows), agree(first, other, 0, 0)


def call_reader(names, kept, indices, lengths, d, units, classes, weights, frozen, training):
    def make(d, units, classes, frozen):
        embedding = torch.nn.Embedding(12, d, padding_idx=0, dtype=weights.dtype).requires_grad_(not frozen)
        return names["WordRNN"](embedding, units, classes)

    model, parameters = loaded_model(make, kept, (d, units, classes, frozen), weights)
    learning = [p for p in parameters if p.requires_grad]
    with torch.enable_grad():
        logits = model.train(training)(indices, lengths)
    linked = getattr(logits, "grad_fn", None) is not None and logits.device.type == "cpu"
    gradient = flat_gradient([logits], learning, torch.square) if linked else 0 * weights
    return logits, parameters[0].requires_grad, gradient


def batch_of(draw, lengths, more=0, junk=False):
    """Draw indices and lengths, with zeros or `junk` in the padding."""
    steps, lengths = max(lengths) + more, torch.tensor(lengths)
    indices = draw.integers(1, VOCAB - 1, len(lengths), steps)
    return {"indices": indices * (junk | (torch.arange(steps) < lengths[:, None])), "lengths": lengths}


def reader_case(draw, make, lengths, sizes, dtype=torch.float32, far=False, **options):
    """Draw reviews, all equally long, and weights; with `far` the logits are large."""
    (d, units, classes), rows = sizes, []
    for name, p in make(nn.Embedding(VOCAB, d), units, classes).named_parameters():
        values = draw.normal(*p.shape, scale=100 if far and name.startswith("head") else 0.6)
        if "bias_ih" in name and lengths[0] > 60:
            # remembers for long: this gate is the second, in a GRU and in an LSTM
            values[units : 2 * units] += 4
        rows.append(values.flatten().to(dtype))
    model = {"d": d, "units": units, "classes": classes, "weights": torch.cat(rows)}
    return batch_of(draw, lengths) | model | {"frozen": False, "training": False} | options


def mistakes_of(make, indices, lengths, **case):
    """Return hint → what a known mistake gives, where all reviews are equally long."""
    kept, (batch, steps), classes = {}, indices.shape, case["classes"]
    right, learns, gradient = call_reader({"WordRNN": make}, kept, indices, lengths, **case)
    (model,) = kept.values()
    with torch.no_grad():
        x = model.embedding(indices)
        output, mixed = model.states(x), model.states(x.transpose(0, 1)).transpose(0, 1)
    cut = gradient.clone()
    cut[: model.embedding.weight.numel()] = 0
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
        "With one review of one word" + ", in train mode" * steady: drawn([1], sizes, training=steady),
        "Where all sizes are 1": drawn([2], (1, 1, 1)),
        "Where all sizes agree": drawn([4] * 4, (4, 4, 4), training=steady),
    }
    double = {
        "In float64, with large scores": drawn([6] * 2, sizes, dtype=torch.float64, far=True),
        "With 140 words, in float64": drawn([140], (3, 4, 2), dtype=torch.float64, training=steady),
    }
    right = partial(call_reader, {"WordRNN": make}, {})
    for some, tolerance in ((cases, 1e-4), (double, 1e-8)):
        keeps_promises(
            student, call_reader, [*some.values()], right, notes=tuple(some), mistakes=partial(mistakes_of, make),
            results=("the matrix of logits", "whether the embedding learns", "the gradient for all weights"), axes=("review", "class"),
            stay=("lengths",), device=some is cases, rtol=10 * tolerance, atol=tolerance,
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


@check("10_sentiment.word_rnn", points=2)
def padding(student, draw):
    """In batches of every form and both modes, each review gets the logits that the same model gives it alone."""
    sizes = dict(zip(("d", "units", "classes"), draw.sizes(3, 5, 9), strict=True))

    def drawn(*lengths, **more):
        return batch_of(draw, lengths, **more) | sizes

    cases = {
        "With reviews of unequal lengths": drawn(2, 6, 1, 4),
        "With other reviews, in another order of lengths": drawn(4, 1, 6, 2),
        "With other numbers than 0 in the padding (go by the lengths: do not count zeros or ask for them)": drawn(3, 1, 5, junk=True),
        "With more padding than the longest review needs": drawn(2, 4, 1, more=3),
        "With two reviews": drawn(1, 3),
        "With one review, and padding": drawn(2, more=2),
        "With reviews of one length, and padding": drawn(3, 3, more=2),
        "With 140 words": drawn(3, 140, 70),
    }  # fmt: skip
    result = "what lies between a review's logits in the batch and alone (is the padding read, are the answers sorted by length "
    result += "and not put back, or do batch and time mix? Take the state at lengths - 1): it"
    keeps_promises(
        student, call_apart, [*cases.values()], lambda indices, **_: torch.zeros(len(indices)), notes=tuple(cases),
        results=(result,), axes=("review",), draws=True, device=False,
    )  # fmt: skip
