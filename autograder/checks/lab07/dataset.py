"""Exercise 7.1: NewsDataset."""

import json

import torch

from autograder.check import check
from autograder.checks.lab07.common import ODD_TEXTS
from autograder.contracts import keeps_promises


def call_dataset(names, kept, pairs, part):
    """Make a data set, and one more after it; return what the first holds: its items, or its targets."""
    import json

    given = [(label, text) for label, text in json.loads(pairs)]
    before, n = list(given), len(given)
    dataset = names["NewsDataset"](given)
    names["NewsDataset"]([(40, "another one"), (1, "data set")])
    if part == "targets":
        top = dataset.n_targets
        return dataset.targets, top.item() if isinstance(top, torch.Tensor) and top.dim() == 0 else top
    samples = dataset.samples
    if not isinstance(samples, (list, tuple)):
        raise TypeError(f"samples must be a list of the texts, not {type(samples).__name__}")
    if not all(isinstance(text, str) for text in samples):
        raise TypeError("samples must hold texts only; in a pair, the label comes first")
    texts, targets = [], []
    for item in (dataset[i] for i in range(min(len(dataset), n))):
        if not isinstance(item, (tuple, list)) or len(item) != 2:
            raise TypeError("dataset[i] must return two things: (text, target)")
        if not isinstance(item[0], str):
            raise TypeError("dataset[i] must return the text first, a str, then the target")
        if not isinstance(item[1], torch.Tensor):
            raise TypeError("the target of an item must be a tensor without axes, not a plain number")
        texts.append(item[0])
        targets.append(item[1].clone())
    ends, last = False, len(dataset)  # as a `for` loop sees it
    try:
        for i in range(last, last + 4):
            dataset[i]
    except IndexError:
        ends = True
    targets, own = torch.stack(targets), dataset.targets
    agrees = not isinstance(own, torch.Tensor) or torch.equal(targets.flatten(), own.flatten())
    form = f"{targets.dim() - 1} axes, {targets.dtype}"
    return json.dumps(list(samples)), last, json.dumps(texts), form, agrees, ends, given == before


def dataset_of(pairs, part):
    labels, texts = zip(*json.loads(pairs), strict=True)
    targets = torch.tensor(labels) - 1
    if part == "targets":
        return targets, max(labels)
    return json.dumps(texts), len(texts), json.dumps(texts), "0 axes, torch.int64", True, True, True


ITEMS = (
    "samples (the texts of the pairs, as they were given, in the order of the pairs)",
    "len(dataset)",
    "the text of an item (dataset[i] gives text number i)",
    "the form of an item's target (a tensor without an axis, shape [], int64): it",
    "the target of an item (dataset[i] gives target number i, the same as in targets)",
    "the end (an IndexError after the last item)",
    "the caller's list of pairs (your class changed it: leave it as it is): it",
)
TARGETS = ("targets", "n_targets (the highest target of this data set + 1)")


def promised(student, draw, part, results):
    """See that items, or targets, are right for pairs of every form; at first no topic is missing, and texts differ."""
    topics, words = draw.size(6, 9), ("vote", "goal", "tax", "chip", "rain", "ship")
    labels = draw.shuffled([*range(1, topics + 1), *draw.integers(1, topics, draw.size(3, 8)).tolist()])
    texts = [f"{draw.choice(words)} {draw.choice(words)} {i}" for i in range(len(labels))]
    some = [*zip(labels, texts, strict=True)]
    cases = {
        "With some pairs": some,
        "With other pairs, as many": [*zip(reversed(labels), texts, strict=True)],
        "Where two topics in between are missing": [(n + 2 * (n > 2), text) for n, text in some],
        "Where the topic with label 1 is missing": [(label + 1, text) for label, text in some[1:]],
        "Where a text comes twice, with two labels": [*some, (1, texts[0]), (2, texts[0])],
        "Where two pairs come twice (they are four items)": [*some, some[0], some[-1]],
        "With odd texts (spaces, tags, capitals)": [(i % 3 + 1, t) for i, t in enumerate(ODD_TEXTS)],
        "With an empty text": [(2, ""), (1, "vote")],
        "With one pair": [(draw.size(2, 5), "chip")],
        "With 300 topics": [(i % 300 + 1, f"{i}") for i in range(310)],
    }
    given = [{"pairs": json.dumps(pairs), "part": part} for pairs in cases.values()]
    keeps_promises(
        student, call_dataset, given, dataset_of, results=results, notes=tuple(cases), mistakes=mistakes_of, device=False,
    )  # fmt: skip


@check("07_ag_news.dataset", points=1.5)
def items(student, draw):
    """Samples, length and items of data sets that live side by side, for pairs of every form."""
    promised(student, draw, "items", ITEMS)


def mistakes_of(pairs, part):
    """Return hint → the targets that a known mistake gives, or their number."""
    if part == "items":
        return {}
    right, n = dataset_of(pairs, part)
    given, count = right + 1, len(right)
    firsts, topics = list(dict.fromkeys(given.tolist())), given.unique()
    missing = "When a topic is missing in between, the others keep their numbers: the target is label - 1. Numbered anew, the same topic has different targets in two parts of the data."
    known = {
        "targets has shape [n, 1]. cross_entropy needs [n]: one axis.": (torch.empty(count, 1, device="meta"),),
        "The targets still count from 1. Subtract 1.": (given,),
        "The labels are taken modulo something: only the last topic moved. Subtract 1.": (given % n,),
        "The topics are numbered in the order of their first text. The target is label - 1.": (torch.tensor([firsts.index(i) for i in given.tolist()]),),
        "The targets are in sorted order, not in the order of the pairs.": (right.sort().values,),
        "n_targets is 4, whatever the labels are. Compute it from them.": (None, 4),
        "n_targets counts the texts. It counts the scores a text gets.": (None, count),
        "n_targets is one too many: targets count from 0.": (right, n + 1),
        "n_targets is the highest target itself. Counted from 0, there is one more.": (right, n - 1),
    }  # fmt: skip
    if 1 in given:
        known["You subtracted 1 twice."] = (right - 1,)
    if 1 in given and len(topics) < n:
        known[missing] = (torch.searchsorted(topics, given),)
        known["You count the different labels. When one is missing in between, the highest target has no score: n_targets is the highest target + 1."] = (right, len(topics))  # fmt: skip
    return known


@check("07_ag_news.dataset", points=1.5)
def targets(student, draw):
    """Targets and their number, with names for the usual other numberings, for pairs of every form."""
    promised(student, draw, "targets", TARGETS)
