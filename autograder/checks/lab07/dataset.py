"""Exercise 7.1: NewsDataset."""

import torch

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape


def dataset_probe(names, labels, texts):
    """Return what the student's data set holds, and all its items."""
    texts = texts.split("\n")
    pairs = list(zip(labels.tolist(), texts, strict=True))
    before = list(pairs)
    dataset = names["NewsDataset"](pairs)
    reply = {"length": len(dataset), "kept": pairs == before, "targets": getattr(dataset, "targets", None)}
    n = getattr(dataset, "n_targets", None)
    reply["n_targets"] = n.item() if isinstance(n, torch.Tensor) and n.dim() == 0 else n
    samples = getattr(dataset, "samples", None)
    reply["kind"] = type(samples).__name__
    reply["only_texts"] = isinstance(samples, (list, tuple)) and all(isinstance(s, str) for s in samples)
    if reply["only_texts"]:
        reply["samples"] = "\n".join(samples)
    reply["item"], found, targets = "", [], []
    for i in range(min(len(dataset), len(texts))):
        item = dataset[i]
        if not isinstance(item, (tuple, list)) or len(item) != 2:
            return reply | {"item": "pair"}
        if isinstance(item[1], str):
            return reply | {"item": "swapped"}
        if not isinstance(item[0], str):
            return reply | {"item": "text", "got": type(item[0]).__name__}
        if not isinstance(item[1], torch.Tensor):
            return reply | {"item": "target", "got": type(item[1]).__name__}
        if item[1].dim():
            return reply | {"item": "axes"}
        found.append(item[0])
        targets.append(item[1])
    reply["texts"] = "\n".join(found)
    reply["item_targets"] = torch.stack(targets) if targets else torch.zeros(0)
    return reply


def drawn_pairs(draw, topics):
    """Return labels, in which no topic is missing, and texts, which differ."""
    count = topics + draw.size(3, 8)
    labels = torch.cat([torch.arange(1, topics + 1), draw.integers(1, topics, count - topics)])
    order = draw.permutation(count)
    words = ("vote", "goal", "tax", "chip", "rain", "ship")
    texts = [f"{draw.choice(words)} {draw.choice(words)} {i}" for i in range(count)]
    return labels[order], texts


@check("07_ag_news.dataset", points=1.5)
def items(student, draw):
    labels, texts = drawn_pairs(draw, draw.size(3, 7))
    reply = student.run(dataset_probe, labels=labels, texts="\n".join(texts))
    expect(reply.flag("kept"), "Your class changed the caller's list of pairs. Leave it as it is.")
    expect(
        reply.text("kind") in ("list", "tuple"),
        f"samples must be a list of the texts, not {reply.text('kind')}.",
    )
    expect(reply.flag("only_texts"), "samples must hold texts only. In a pair, the label comes first.")
    samples = reply.text("samples").split("\n")
    expect(
        samples == texts or sorted(samples) != sorted(texts),
        "The samples are not in the order of the pairs: then targets and texts do not fit.",
    )
    expect(samples == texts, "The samples are not the texts of the pairs, as they were given.")
    length = reply.number("length")
    expect(length == len(texts), f"len(dataset) is {length} for {len(texts)} pairs.")
    problem = reply.text("item")
    expect(problem != "pair", "dataset[i] must return two things: (text, target).")
    expect(problem != "swapped", "dataset[i] must return the text first, then the target.")
    expect(problem != "text", "dataset[i] must begin with the text, as a str.")
    expect(
        problem != "target",
        "The target of an item must be a tensor without axes, not a plain number: take it out of targets.",
    )
    expect(problem != "axes", "The target of an item still has an axis. Asked is shape [].")
    expect(reply.text("texts").split("\n") == texts, "dataset[i] must give text number i.")
    expect_dtype(reply.tensor("item_targets"), torch.int64, "the target of an item is a class: int64.")
    own = reply.tensor("targets")
    expect(
        list(own.flatten().shape) != [len(texts)] or torch.equal(reply.tensor("item_targets"), own.flatten()),
        "dataset[i] must give target number i, the same as in targets.",
    )


@check("07_ag_news.dataset", points=1.5)
def targets(student, draw):
    topics = draw.size(6, 9)
    labels, texts = drawn_pairs(draw, topics)
    gap = draw.size(2, topics - 1)
    for missing in (None, gap):
        kept = [i for i, label in enumerate(labels.tolist()) if label != missing]
        given = labels[kept]
        reply = student.run(dataset_probe, labels=given, texts="\n".join(texts[i] for i in kept))
        found = reply.tensor("targets")
        expect(
            list(found.shape) != [len(given), 1],
            "targets has shape [n, 1]. cross_entropy needs [n]: one axis.",
        )
        expect(
            found.dim() != 2,
            "targets is two-dimensional, as for one-hot. cross_entropy takes the number of the class.",
        )
        expect_shape(found, [len(given)], "one target for each text.")
        expect_dtype(found, torch.int64, "cross_entropy takes classes as int64, nothing else.")
        anew = torch.unique(given, return_inverse=True)[1]
        firsts = list(dict.fromkeys(given.tolist()))
        by_first = torch.tensor([firsts.index(label) for label in given.tolist()])
        anew_said = (
            "When a topic is missing in between, the others keep their numbers: the target is label - 1. "
            "Numbered anew, the same topic has different targets in two parts of the data."
        )
        expect_close(
            found,
            given - 1,
            "The targets differ: label - 1, in the order of the pairs.",
            mistakes={
                "The targets still count from 1. Subtract 1.": given,
                "The labels are taken modulo something: only the last topic moved. Subtract 1.": given
                % topics,
                "You subtracted 1 twice.": given - 2,
                anew_said: anew,
                "The topics are numbered in the order of their first text. The target is label - 1.": by_first,
                "The targets are in sorted order, not in the order of the pairs.": given.sort().values - 1,
            },
        )
        n, distinct = reply.number("n_targets"), len(given.unique())
        expect(
            n != distinct or distinct == topics,
            "You count the different labels. When one is missing in between, the highest target has no score: "
            "n_targets is the highest target + 1.",
        )
        expect(n != topics - 1, "n_targets is the highest target itself. Counted from 0, there is one more.")
        expect(n != topics + 1, "n_targets is one too many: targets count from 0.")
        expect(
            n != len(given) or n == topics, "n_targets counts the texts. It counts the scores a text gets."
        )
        expect(n != 4, "n_targets is 4, whatever the labels are. Compute it from them.")
        expect(n == topics, "n_targets differs: the highest target + 1.")
