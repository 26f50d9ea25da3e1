"""The trained model, asked about what it has not seen."""

import json

import torch

from autograder.check import check
from autograder.checks.as_trained import as_trained
from autograder.checks.heldout import read_held_out
from autograder.expect import expect, expect_shape


def trained_probe(names, text):
    """Ask the two trained models for the scores of these reviews."""
    import json

    rows = [names["vocabulary"].encode(names["words"](sentence)) for sentence in json.loads(text)]
    lengths = torch.tensor([len(row) for row in rows])
    indices = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    return {name: as_trained(names[name], indices, lengths).cpu() for name in ("model", "attention_model")}


def concordance(scores, labels):
    """Return how often, of two reviews with different labels, the better one has the higher expected class."""
    expected = scores.softmax(-1) @ torch.arange(scores.shape[1], dtype=scores.dtype)
    between = expected[:, None] - expected[None]  # half a win where it is 0
    return (0.5 + 0.5 * between.sign())[labels[:, None] > labels[None]].mean().item()


@check("10_sentiment.trained", points=1, seconds=30)
def held_out(student, draw):
    lines = [line.split("\t") for line in read_held_out("reviews.txt").splitlines()]
    labels, sentences = zip(*draw.shuffled(lines), strict=True)
    labels = torch.tensor([int(label) for label in labels])
    reply = student.run(trained_probe, text=json.dumps(sentences))
    for name, said in (("model", "reader"), ("attention_model", "reader with attention")):
        scores = reply.tensor(name).double()
        expect_shape(scores, [len(lines), 5], f"the scores of the trained {said}.")
        expect(bool(torch.isfinite(scores).all()), f"The scores of the trained {said} hold nan or inf.")
        accuracy = (scores.argmax(-1) == labels).double().mean().item()
        hint = f"On reviews that it has never seen, the trained {said} is right hardly more often than by guessing, and of "
        hint += "two reviews it does not know which one is better. Did its training cell run to its end?"
        expect(accuracy > 0.32 or concordance(scores, labels) > 0.64, hint)
