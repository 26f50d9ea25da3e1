"""The trained model, asked about what it has not seen."""

import math
from collections import Counter
from itertools import pairwise

import torch
from torch import nn

from autograder.check import check
from autograder.checks.as_trained import as_trained
from autograder.checks.heldout import read_held_out
from autograder.expect import expect

SYMBOLS = " !,.;?abcdefghijklmnopqrstuvwxyz"
CONTEXT = 15


def trained_probe(names, contexts, symbols):
    """Ask both trained models for the scores of the next character after each context."""
    order = torch.tensor([names["vocab"].index(symbol) for symbol in symbols], device=contexts.device)
    lstm, ngram_model, reply = names["lstm_model"], names["ngram_model"], {}
    indices = order[contexts].to(next(iter(lstm.parameters())).device)
    answer = as_trained(lstm, indices)
    scores = answer[0] if isinstance(answer, (tuple, list)) else answer
    if isinstance(scores, torch.Tensor) and scores.dim() == 3:
        reply["lstm"] = scores[:, -1].float().to(order.device)[:, order]
    scores = as_trained(ngram_model, names["ngram_numbers"](indices[:, -names["N"] :]))
    if isinstance(scores, torch.Tensor) and scores.dim() == 2:
        reply["ngram"] = scores.float().to(order.device)[:, order]
    return reply


@check("05_ngram_vs_lstm.trained", points=1, seconds=30)
def bits(student, draw):
    texts = read_held_out("documents.txt").splitlines()
    starts = (range(draw.size(0, CONTEXT), len(text) - CONTEXT, CONTEXT + 1) for text in texts)
    pieces = [text[i : i + CONTEXT + 1] for text, at in zip(texts, starts, strict=True) for i in at]
    pieces = [pieces[p] for p in draw.permutation(len(pieces)).tolist()]  # no context holds another's target
    indices = torch.tensor([[SYMBOLS.index(c) for c in piece] for piece in pieces])
    contexts, targets = indices[:, :-1], indices[:, -1]
    reply = student.run(trained_probe, contexts=contexts, symbols=SYMBOLS)
    # What a table of the text itself would need that knows only the last character: a fair thing to beat.
    pairs = Counter(pair for text in texts for pair in pairwise(text))
    firsts = Counter(c for text in texts for c in text[:-1])
    one_character = -sum(math.log2(pairs[(a, b)] / firsts[a]) for *_, a, b in pieces) / len(pieces)
    for name, said in (("ngram", "n-gram model"), ("lstm", "LSTM")):
        scores = reply.tensor(name)
        fine = list(scores.shape) == [len(targets), len(SYMBOLS)] and bool(scores.isfinite().all())
        expect(fine, f"The {said} does not give a finite score for every character.")
        found = nn.functional.cross_entropy(scores.double(), targets).item() / math.log(2)
        expect(
            found < 1.5 * math.log2(len(SYMBOLS)),
            f"On new text, the {said} is far worse than guessing: what did it learn to predict? Look at its "
            "targets, and at what it reads.",
        )
        expect(
            found < one_character - 0.1,
            f"On new text, the {said} needs {found:.2f} bits a character. A table that knows only the last "
            f"character needs {one_character:.2f}. Has the model been trained, on the right targets, and does it "
            "use more than the last character?",
        )
