"""What several exercises of this lab use."""

import math
import string
import unicodedata

import torch
from torch.nn.functional import one_hot

from autograder.contracts import keeps_promises

ALPHABET = string.ascii_letters + " .,;'-"
EOS = len(ALPHABET)
N_LETTERS = EOS + 1


def promised(student, call, cases, reference, results, **more):
    """See that every promise is kept in the cases, a dict: what each of them shows → its arguments."""
    notes = tuple(cases)
    keeps_promises(student, call, [*cases.values()], reference, results=results, notes=notes, **more)


def hot(numbers, size, dtype=torch.float32):
    """Return numbers as one-hot vectors."""
    return one_hot(torch.as_tensor(numbers), size).to(dtype)


def drawn_word(draw, length, letters=ALPHABET):
    """Return a word of letters drawn from `letters`."""
    return "".join(draw.choice(letters) for _ in range(length))


def plain(name):
    """Return a name without accents, with letters of ALPHABET only."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if c in ALPHABET)


def line_numbers(name):
    return [ALPHABET.index(c) for c in name]


def machine(draw, n_categories, units=12):
    """Return the weights of a stand-in for a trained model; its state remembers everything that it read."""
    return {
        "recur": draw.normal(units, units, scale=1.2 / math.sqrt(units)),
        "read": draw.normal(N_LETTERS, units, scale=0.8),
        "kind": draw.normal(n_categories, units, scale=0.5),
        "say": draw.normal(units, N_LETTERS, scale=3.0),
    }


def advance(category, letter, hidden, recur, read, kind, say):
    state = torch.tanh(hidden @ recur + letter @ read + category @ kind)
    return state @ say, state
