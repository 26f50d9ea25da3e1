"""Exercise 10.5: The reader."""

import torch

from autograder.check import (
    check,
    expect,
    expect_shape,
)
from autograder.checks.shared import expect_another_device, on_another_device


def padding_probe(names, indices, junk, other, lengths, order, vectors, units, classes, long):
    """Return the logits of a padded batch, of its reviews alone, with more padding, in another order."""
    torch.manual_seed(int(indices.sum()) + 7)
    embedding = torch.nn.Embedding.from_pretrained(vectors.clone(), freeze=False, padding_idx=0)
    model = names["WordRNN"](embedding, units, classes).to(vectors)
    model.eval()
    try:
        with torch.no_grad():
            together, again = model(indices, lengths), model(indices, lengths)
            if not isinstance(together, torch.Tensor) or list(together.shape) != [len(indices), classes]:
                return {"problem": "shape", "together": together}
            more = torch.cat([indices, indices.new_zeros(len(indices), 3)], 1)
            longer = torch.full((len(long),), long.shape[1])
            alone = [
                model(indices[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths.tolist())
            ]
            if any(list(a.shape) != [1, classes] for a in alone):
                return {"problem": "one", "together": together}
            return {
                "problem": "",
                "together": together,
                "alone": torch.cat(alone),
                "again": again,
                "junk": model(junk, lengths),
                "other": model(other, lengths),
                "padded": model(more, lengths),
                "swapped": model(indices[order], lengths[order]),
                "long": model(long, longer),
            }
    except RuntimeError as error:
        if "enforce_sorted" in str(error):
            return {"problem": "sorted"}
        raise


def same(a, b):
    """Whether two sets of logits agree."""
    return a.shape == b.shape and torch.allclose(a, b, rtol=1e-4, atol=1e-5)


@check("10_sentiment.word_rnn", points=2)
def padding(student, draw):
    batch, d, units, classes = draw.sizes(4, 4, 9)
    steps, n = 10, draw.size(12, 20)
    first, *rest = draw.sizes(batch - 1, 1, steps - 1)
    lengths = torch.tensor([first, steps, *rest])  # all different, and in no order
    numbers = draw.integers(1, n - 1, batch, steps)
    real = torch.arange(steps) < lengths[:, None]
    last = numbers.clone()
    spot = torch.arange(batch), lengths - 1
    last[spot] = numbers[spot] % (n - 1) + 1  # another last word
    tail = draw.integers(1, n - 1, 1, 80).expand(2, -1).clone()
    tail[:, 0] = torch.tensor([1, 2])  # two long reviews that differ in the first word only
    vectors = draw.normal(n, d)
    vectors[0] = 0
    order = torch.cat([torch.arange(1, batch), torch.tensor([0])])
    reply = student.run(
        padding_probe,
        indices=numbers * real,
        junk=numbers,
        other=last * real,
        lengths=lengths,
        order=order,
        vectors=vectors,
        units=units + 8,
        classes=classes,
        long=tail,
    )
    problem = reply.text("problem")
    expect(problem != "sorted", "The reviews come in any order, not sorted by length: enforce_sorted=False.")
    together = reply.tensor("together")
    expect_shape(together, [batch, classes], "one score for each review and class.")
    expect(problem != "one", "For a batch of one review, the logits are not [1, n_classes].")
    alone = reply.tensor("alone")
    expect(
        same(reply.tensor("again"), together),
        "Two calls, two answers: is a state kept from one call to the next?",
    )
    expect(
        same(together, alone) or not same(together, alone[lengths.argsort(descending=True)]),
        "The answers come sorted by length. Return them in the order of the reviews.",
    )
    expect(
        same(reply.tensor("padded"), together),
        "With more padding the answers change: the padding is read. Take the state at lengths - 1.",
    )
    expect(
        same(together[1], alone[1]),
        "The longest review gets another answer in the batch than alone: do batch and time mix, or is a state handed "
        "from review to review?",
    )
    expect(
        same(together, alone),
        "A shorter review gets another answer in a batch than alone: is the padding read? Take the state at lengths - 1.",
    )
    expect(
        same(reply.tensor("swapped"), alone[order]),
        "In another order, the reviews get other answers: is something sorted?",
    )
    expect(
        same(reply.tensor("junk"), together),
        "The answer depends on what stands in the padding. Use the lengths, and do not count zeros or ask for them.",
    )
    expect(
        not any(same(a, b) for a, b in zip(reply.tensor("other"), together, strict=True)),
        "The last word has no effect on the answer: its state is at lengths - 1.",
    )
    size, long = (alone - alone.mean(0)).abs().mean(), reply.tensor("long")
    expect(
        (long[0] - long[1]).abs().max() < 1e-3 * size,
        "The answer is not from the state after the last word: after 79 further words, the first one still counts. "
        "Is it a mean, a sum or a maximum over time, or a second direction?",
    )


def reading_probe(names, indices, other, swap, vectors, changed, units, classes):
    """Return the logits of whole batches, all of one length, and what a step of training would see."""
    embedding = torch.nn.Embedding.from_pretrained(vectors.clone(), freeze=False, padding_idx=0)
    weight = embedding.weight
    model = names["WordRNN"](embedding, units, classes).to(vectors.dtype)
    batch, steps = indices.shape
    lengths = torch.full((batch,), steps)
    reply = {"problem": "", "inside": any(p is weight for p in model.parameters())}
    reply["plain"] = any(isinstance(m, (torch.nn.RNN, torch.nn.RNNCell)) for m in model.modules())
    reply["both_ways"] = any(getattr(m, "bidirectional", False) is True for m in model.modules())
    reply["own"] = sum(p is not weight for p in model.parameters())
    model.eval()
    logits = model(indices, lengths)
    reply["logits"] = logits
    if not isinstance(logits, torch.Tensor) or list(logits.shape) != [batch, classes]:
        return {**reply, "problem": "shape"}
    reply["linked"] = logits.requires_grad
    if not logits.requires_grad:
        return reply
    loss = torch.nn.functional.cross_entropy(logits, torch.arange(batch) % classes)
    parameters = list(model.parameters())
    grads = torch.autograd.grad(loss, parameters, allow_unused=True)
    dead = [p is weight for p, g in zip(parameters, grads, strict=True) if g is None or bool((g == 0).all())]
    reply["dead_words"], reply["dead"] = any(dead), len(dead)
    with torch.no_grad():
        reply["other"], reply["swap"] = model(other, lengths), model(swap, lengths)
        weight.copy_(changed)
        reply["changed"] = model(indices, lengths)
    return reply


def reader_device_probe(names, indices, lengths, size, units, classes):
    """Run the student's model on another device; lengths stay on the CPU."""
    model = names["WordRNN"](torch.nn.Embedding(size, 4, padding_idx=0), units, classes)
    return on_another_device(lambda move: move(model)(move(indices), lengths))


@check("10_sentiment.word_rnn", points=2)
def reading(student, draw):
    several, d, units, classes = draw.sizes(4, 4, 9)
    units, n, steps = units + 8, 12, 5
    vectors = draw.normal(n, d, dtype=torch.float64)
    vectors[0] = 0
    for batch in (several, 1):
        indices = draw.integers(1, n - 1, batch, steps)
        indices[:, 1] = indices[:, 0] % (n - 1) + 1  # two words that differ
        other = indices.clone()
        other[:, 0] = (indices[:, 0] + 2) % (n - 1) + 1
        reply = student.run(
            reading_probe,
            indices=indices,
            other=other,
            swap=indices[:, [1, 0, *range(2, steps)]],
            vectors=vectors,
            changed=vectors + draw.normal(n, d, dtype=torch.float64),
            units=units,
            classes=classes,
        )
        logits = reply.tensor("logits")
        expect(
            list(logits.shape) != [batch, units],
            "hidden_size numbers a review: the linear layer to n_classes is missing.",
        )
        expect(
            list(logits.shape) not in ([batch, steps, classes], [steps, batch, classes]),
            "There are scores for every word. The task asks for one answer for each review, after its last word.",
        )
        expect(
            list(logits.shape) != [1, batch, classes] or batch == 1,
            "There is an axis for layers in the logits: [batch, n_classes].",
        )
        expect_shape(
            logits, [batch, classes], "one score for each review and class, for a batch of one, too."
        )
        expect(
            reply.flag("inside"),
            "The given embedding is not part of the model: self.embedding = embedding, no copy and no new one.",
        )
        expect(
            reply.number("own") > 0,
            "The layers are no part of the model: make them attributes, as self.rnn = …",
        )
        expect(not reply.flag("plain"), "The network is a plain RNN. Take a GRU or an LSTM.")
        expect(not reply.flag("both_ways"), "The network has two directions. Take one.")
        expect(
            reply.flag("linked"), "The logits have no gradient: is there a detach, a no_grad or an argmax?"
        )
        sums = logits.sum(-1)
        expect(
            not (bool((logits >= 0).all()) and torch.allclose(sums, torch.ones_like(sums), atol=1e-4)),
            "The scores of a review add up to 1: leave the softmax out, the loss has its own.",
        )
        chances = logits.exp().sum(-1)
        expect(
            not torch.allclose(chances, torch.ones_like(chances), atol=1e-4),
            "These are log-probabilities. The task asks for logits: leave the log_softmax out.",
        )
        expect(
            not torch.allclose(reply.tensor("changed"), logits, atol=1e-7),
            "Other word vectors, and the same answer: the given embedding is not read.",
        )
        expect(
            not reply.flag("dead_words"),
            "No gradient reaches the word vectors: is the output of the embedding detached?",
        )
        expect(
            not torch.allclose(reply.tensor("other"), logits, rtol=0, atol=1e-7),
            "The first word has no effect on the answer: is there a recurrence, and is the state carried?",
        )
        expect(
            not torch.allclose(reply.tensor("swap"), logits, rtol=0, atol=1e-7),
            "The order of the words has no effect on the answer.",
        )
        expect(
            reply.number("dead") == 0,
            "Some parameters get no gradient: is a layer not used, or a state detached?",
        )
    indices, lengths = draw.integers(1, n - 1, several, 5), (5 - torch.arange(several)).clamp(min=1)
    inputs = {"indices": indices, "lengths": lengths, "size": n, "units": units, "classes": classes}
    expect_another_device(
        student.run(reader_device_probe, **inputs),
        "Something is made on the CPU: make it on the device of indices. On a GPU this fails.",
    )
