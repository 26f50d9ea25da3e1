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


def trained_probe(names, contexts, symbols):
    """Ask both trained models for the scores of the next character after each context."""
    vocab, n = names["vocab"], names["N"]
    order = torch.tensor([vocab.index(symbol) for symbol in symbols], device=contexts.device)
    lstm, ngram_model = names["lstm_model"], names["ngram_model"]
    indices = order[contexts].to(next(iter(lstm.parameters())).device)
    reply = {}
    answer = as_trained(lstm, indices)
    scores = answer[0] if isinstance(answer, (tuple, list)) else answer
    if isinstance(scores, torch.Tensor) and scores.dim() == 3:
        reply["lstm"] = scores[:, -1].float().to(order.device)[:, order]
    scores = as_trained(ngram_model, names["ngram_numbers"](indices[:, -n:]))
    if isinstance(scores, torch.Tensor) and scores.dim() == 2:
        reply["ngram"] = scores.float().to(order.device)[:, order]
    return reply


SYMBOLS = " !,.;?abcdefghijklmnopqrstuvwxyz"
CONTEXT = 40


@check("05_ngram_vs_lstm.trained", points=1, seconds=30)
def bits(student, draw):
    texts = read_held_out("documents.txt").splitlines()
    number = {symbol: i for i, symbol in enumerate(SYMBOLS)}
    places = [(text, i) for text in texts for i in range(CONTEXT, len(text))]
    picked = draw.permutation(len(places))[:2000].tolist()
    contexts = torch.tensor(
        [[number[c] for c in places[p][0][places[p][1] - CONTEXT : places[p][1]]] for p in picked]
    )
    targets = torch.tensor([number[places[p][0][places[p][1]]] for p in picked])
    reply = student.run(trained_probe, contexts=contexts, symbols=SYMBOLS)
    # What a table of the text itself would need that knows only the last character: a fair thing to beat.
    pairs = Counter(pair for text in texts for pair in pairwise(text))
    firsts = Counter(c for text in texts for c in text[:-1])
    lasts = [places[p][0][places[p][1] - 1 : places[p][1] + 1] for p in picked]
    one_character = -sum(math.log2(pairs[(a, b)] / firsts[a]) for a, b in lasts) / len(lasts)
    for name, said in (("ngram", "n-gram model"), ("lstm", "LSTM")):
        scores = reply.tensor(name)
        expect(
            list(scores.shape) == [len(targets), len(SYMBOLS)] and bool(scores.isfinite().all()),
            f"The {said} does not give a finite score for every character.",
        )
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
