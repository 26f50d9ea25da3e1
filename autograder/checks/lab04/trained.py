"""The trained model, asked about what it has not seen."""

import math
from functools import cache

import torch

from autograder.check import check
from autograder.checks.as_trained import as_trained
from autograder.checks.heldout import read_held_out
from autograder.checks.lab04.common import NEWLINE, vocabulary
from autograder.checks.shared import amiss
from autograder.expect import expect_each, expect_shape
from course import data


@cache
def unseen():
    """Return a scene that no notebook has, encoded."""
    text = read_held_out("script.txt").strip().replace("\n", NEWLINE)
    return vocabulary().encode("".join(c for c in text if c in vocabulary()))


def predict_probe(names, contexts, vocab_size):
    """Return the trained model's log-probabilities for the character after each context."""
    model = names["model"]
    if not isinstance(model, torch.nn.Module):
        amiss("`model` is no module: did the training cell run without an error?")
    x = torch.nn.functional.one_hot(contexts, vocab_size).float()
    answer = as_trained(model, x)
    log_probs = answer[0] if isinstance(answer, (tuple, list)) else answer
    if not isinstance(log_probs, torch.Tensor) or log_probs.numel() != x.numel():
        amiss("The trained model does not give one number for each character at every step.")
    return {"log_probs": log_probs.reshape(x.shape)[:, -1].float()}


LENGTH, MARGIN = 15, 1.0


@check("04_char_lstm.trained", points=1, seconds=30)
def held_out_bits(student, draw):
    """On contexts of a scene that it has not seen, the trained model beats counting letters by a bit."""
    text, size = unseen(), len(vocabulary())
    pieces = text[draw.size(0, LENGTH) :].unfold(
        0, LENGTH + 1, LENGTH + 1
    )  # no context holds another's target
    contexts, targets = pieces[draw.permutation(len(pieces))].split([LENGTH, 1], dim=1)
    reply = student.run(predict_probe, contexts=contexts, vocab_size=size)
    log_probs, targets = reply.tensor("log_probs").double(), targets[:, 0]
    expect_shape(log_probs, [len(pieces), size], "one row for each context, one number for each character.")
    bits = -log_probs.gather(1, targets[:, None]).mean().item() / math.log(2)
    learned = vocabulary().encode(data.script().replace("\n", NEWLINE))
    counts = torch.bincount(learned, minlength=size).double() + 0.5
    unigram = -(counts / counts.sum()).log2()[targets].mean().item()
    sure = log_probs.isfinite().all() and log_probs.logsumexp(-1).abs().max() < 1e-2
    where = "On a scene that it has not seen, the trained model"
    expect_each({
        "The trained model does not give log-probabilities: the probabilities of a row do not add up to 1.": sure,
        f"{where} knows no more than before the training: do its weights change?": abs(bits - math.log2(size)) > 0.25,
        f"{where} is worse than counting letters. What did it learn from: was each target the next character?": bits < unigram + 0.8,
        f"{where} is hardly better than counting letters: does each target belong to its input?": bits < unigram - MARGIN,
    })  # fmt: skip
