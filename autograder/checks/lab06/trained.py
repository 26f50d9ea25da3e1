"""The trained model, asked about what it has not seen."""

import math

import torch
from torch.nn.functional import cross_entropy

from autograder.check import check
from autograder.checks.as_trained import as_trained
from autograder.checks.heldout import read_held_out
from autograder.checks.lab06.common import EOS, N_LETTERS, hot, line_numbers, plain
from autograder.expect import expect, expect_shape


def trained_probe(names, categories, letters, lengths, x, whole):
    """Ask the trained generator for the letter after each prefix, the classifier for each name's class."""
    generator, classifier = names["generator"], names["classifier"]
    hidden, scores = as_trained(generator, len(letters), method=generator.init_hidden), []
    for t in range(letters.shape[1]):
        logits, hidden = as_trained(generator, categories, letters[:, t], hidden)
        scores.append(logits.cpu())
    last = torch.stack(scores)[lengths - 1, torch.arange(len(lengths))]
    classes = as_trained(classifier, x, whole).cpu()
    return {"next": last, "classes": classes}


@check("06_name_generation.trained", points=1, seconds=30)
def held_out(student, draw):
    """The generator knows more than how frequent letters are, the classifier more than chance."""
    rows = [line.split("\t") for line in read_held_out("names.txt").splitlines()]
    lines = [[*line_numbers(plain(name)), EOS] for _, name in rows]
    kinds = sorted({category for category, _ in rows})
    kind = torch.tensor([kinds.index(category) for category, _ in rows])
    cut = [draw.size(1, len(line) - 1) for line in lines]  # one place a name: no prefix tells another's end
    begun, full = draw.permutation(len(lines)).tensor_split(2)  # and no whole name tells the end of one begun
    whole = torch.tensor([len(line) - 1 for line in lines])
    letters, x = (torch.zeros(len(lines), int(longest), N_LETTERS) for longest in (max(cut), whole.max()))
    for row, (line, place) in enumerate(zip(lines, cut, strict=True)):
        letters[row, :place] = hot(line[:place], N_LETTERS)
        x[row, : len(line) - 1] = hot(line[:-1], N_LETTERS)
    given = {
        "letters": letters[begun],
        "lengths": torch.tensor(cut)[begun],
        "x": x[full],
        "whole": whole[full],
    }
    reply = student.run(trained_probe, categories=hot(kind[begun], len(kinds)), **given)
    scores, classes = reply.tensor("next").double(), reply.tensor("classes").double()
    expect_shape(scores, [len(begun), N_LETTERS], "the generator's scores for the next letter.")
    expect_shape(classes, [len(full), len(kinds)], "the classifier's scores for the categories.")
    wanted = torch.tensor([line[place] for line, place in zip(lines, cut, strict=True)])[begun]
    counts = torch.bincount(torch.tensor([n for line in lines for n in line[1:]]), minlength=N_LETTERS)
    unigram = -(counts[wanted] / counts.sum()).log().mean().item()
    loss = cross_entropy(scores, wanted).item()
    accuracy = (classes.argmax(-1) == kind[full]).double().mean().item()
    unseen = "On names that it has never seen, the trained"
    hint = f"{unseen} generator is no better than guessing among 59 symbols."
    expect(math.isfinite(loss) and loss < math.log(N_LETTERS), hint)
    hint = f"{unseen} generator is hardly better than knowing how frequent each letter is. Did the training cell run to its end?"
    expect(loss < unigram - 0.2, hint)
    hint = f"{unseen} classifier is hardly better than guessing. Did its training cell run to its end, at a rate that does not diverge?"
    expect(bool(torch.isfinite(classes).all()) and accuracy >= 3 / len(kinds), hint)
