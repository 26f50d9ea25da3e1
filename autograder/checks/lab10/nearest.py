"""Exercise 10.2: The nearest words."""

from functools import partial

import torch

from autograder.check import check
from autograder.checks.lab10.common import drawn_words, fixed_vectors, unit
from autograder.contracts import keeps_promises
from autograder.expect import expect


def call_nearest(names, kept, word, text, vectors, k):
    words = text.split()
    answer = names["nearest"](word, words, vectors, k)
    if not isinstance(answer, (list, tuple)):
        raise TypeError(f"return a list of words, not {type(answer).__name__}: is a `return` missing?")
    for other in answer:
        if not isinstance(other, str):
            raise TypeError(f"the list must hold words, not {type(other).__name__}")
    ordered = vectors[text.split().index(word)].any()  # else all are as near
    found = list(answer) if ordered else sorted(answer)
    if isinstance(answer, list):
        answer.append("written by the caller")  # who keeps a list must not give it away
    return " ".join(found), words == text.split()


def ranked(scores, words, word, k):
    """Return the k words with the highest scores."""
    order = scores.argsort(descending=True, stable=True).tolist()
    return [words[i] for i in order if words[i] != word][:k]


def right_nearest(word, words, vectors, k):
    return ranked(unit(vectors) @ unit(vectors)[words.index(word)], words, word, k)


def mistakes_of(word, text, vectors, k):
    """Return hint → the list of words that a known mistake gives."""
    words = text.split()
    v, cosines = vectors[words.index(word)], unit(vectors) @ unit(vectors)[words.index(word)]
    zeros = (vectors == 0).all(1)
    known = {
        "The words are ranked by the dot product: long vectors come first. Divide by the lengths.": vectors @ v,
        "The words are ranked by their distance. The task asks for the cosine, which is blind to length.": -(vectors - v).norm(dim=1),
        "The distance of unit vectors decides: a vector of zeros then counts as if its cosine were 0.5. Take the cosine.": -(unit(vectors) - unit(v)).norm(dim=1),
        "These are the farthest words: the largest cosine is the nearest.": -cosines,
        "The sign of the cosine is lost: a word on the opposite side is not near.": cosines.abs(),
        "A zero vector comes first: its cosine is nan. Keep the lengths away from zero.": cosines + 9 * zeros,
    }  # fmt: skip
    found = {said: ranked(scores, words, word, k) for said, scores in known.items()}
    found["The word itself is among its neighbours."] = ranked(cosines, words, "", k)
    found["The words are right, but the nearest must come first."] = ranked(cosines, words, word, k)[::-1]
    return {said: " ".join(some) for said, some in found.items()}


def question(words, vectors, place=0, k=None):
    """Return the arguments for the word in this place; all others are asked for, unless `k` says how many."""
    return {"word": words[place], "text": " ".join(words), "vectors": vectors, "k": k or len(words) - 1}


def strangers_probe(names, word, text, vectors, k, strangers):
    """Say what the student's function does with words that have no vector, and how often torch computes for one that has."""
    from torch.overrides import TorchFunctionMode

    looks = "__get__ __getitem__ __index__ __int__ __float__ item tolist unbind __iter__ __bool__ __len__ size dim numpy "
    looks += "clone detach __setitem__ __hash__ __format__"

    class Count(TorchFunctionMode):
        calls = 0

        def __torch_function__(self, function, types, args=(), kwargs=None):
            Count.calls += getattr(function, "__name__", "") not in looks.split()
            return function(*args, **(kwargs or {}))

    reply = {}
    for i, stranger in enumerate(strangers.split(",")):
        reply |= {f"error {i}": "", f"message {i}": ""}
        try:
            names["nearest"](stranger, text.split(), vectors, 1)
        except Exception as error:
            reply |= {f"error {i}": type(error).__name__, f"message {i}": str(error)}
    with Count():
        names["nearest"](word, text.split(), vectors, k)
    return {**reply, "calls": Count.calls}


@check("10_sentiment.nearest", points=2)
def neighbours(student, draw):
    """The words with the largest cosines, in order, in any table; KeyError for a stranger; no loop; the table stays."""
    near = [[1.0, 0], *([1, 1e-4 * n] for n in (5, 2, 4, 3, 1))]
    tables = {  # of these words, the first is asked about
        "With one other word, on the opposite side": [[1.0, 0], [-2, 0]],
        "With one other word, in the same direction": [[1.0, 0.5], [2, 1]],
        "With other words on the opposite side only": [[1.0, 1], [-1, -2], [-1, -1.2], [-9, 0]],
        "With a vector of zeros": [[1.0, 1], [0, 0], [1, 2], [-1, 0.5], [-1, 2], [-3, -3]],
        "With vectors of zeros, and nothing nearer": [[1.0, 1], [0, 0], [-1, -2]],
        "With short and long vectors": [[0.001, 0.002], [0.001, 0.001], [700, 1600], [-0.001, 0.003], [900, 0]],
        "With a word that has the same vector": [[1.0, 2], [2, 3], [1, 2], [1, 0]],
        "With angles that only float64 tells apart": torch.tensor(near, dtype=torch.float64),
    }  # fmt: skip
    words = drawn_words(draw, 150)
    cases = {
        "With 12 words": question(words[:12], fixed_vectors(12, 0), 5, 4),
        "With the same words and other vectors": question(words[:12], fixed_vectors(12, 1), 5, 4),
        "With another k": question(words[:12], fixed_vectors(12, 2), 5, 7),
        "With 150 words, k = 149": question(words, fixed_vectors(150, 3).double(), 5),
    }
    for said, rows in tables.items():
        some, rows = words[-len(rows) :], torch.as_tensor(rows)
        cases[said] = question(some, rows)
        cases[f"{said}, in reverse order"] = question(some[::-1], rows.flip(0), -1)
    zero = torch.as_tensor(tables["With a vector of zeros"])
    hint = "For a word with a vector of zeros, where all others should come in any order"
    cases[hint] = question(words[-6:], zero, 1)
    cased = [w for word in words[:4] for w in (word.upper(), word, word[2:6])]
    some = "of a table with words in upper and lower case, and words that are parts of others"
    cases |= {f"For word {i} {some}": question(cased, fixed_vectors(12, 0), i) for i in (0, 1, 11)}
    right = partial(call_nearest, {"nearest": right_nearest}, {})
    keeps_promises(
        student, call_nearest, [*cases.values()], right, notes=tuple(cases), mistakes=mistakes_of,
        results=("the list of words", "what the caller's list of known words holds afterwards"),
    )  # fmt: skip
    words = drawn_words(draw, 120)
    strangers = ["x" + words[20], words[20].upper(), words[20][:-1], ""]
    asked = question(words, draw.normal(120, 4), 20, 5)
    reply = student.run(strangers_probe, strangers=",".join(strangers), **asked)
    hint = "torch is called for each word by itself. One product with the whole table gives all cosines."
    expect(reply.number("calls") < 60, hint)
    said = "A word that is not in the table must raise a KeyError"
    hint = "The message of the KeyError must name the word that is missing."
    for i, stranger in enumerate(strangers):
        error = reply.text(f"error {i}")
        expect(error == "KeyError", said + (f", not {error[:40]}." if error else ". Yours gave an answer."))
        expect(stranger in reply.text(f"message {i}"), hint)
