"""Exercise 10.2: The nearest words."""

import json

import torch

from autograder.check import check
from autograder.checks.lab10.common import drawn_words, unit
from autograder.contracts import keeps_promises
from autograder.expect import expect


def call_nearest(names, kept, word, text, vectors, k, ordered):
    import json

    words = json.loads(text)
    answer = names["nearest"](word, words, vectors, k)
    if not isinstance(answer, (list, tuple)):
        raise TypeError(f"return a list of words, not {type(answer).__name__}: is a `return` missing?")
    found = list(answer)
    for other in found:
        if not isinstance(other, str):
            raise TypeError(f"the list must hold words, not {type(other).__name__}")
    if isinstance(answer, list):
        answer.append("written by the caller")  # who keeps a list must not give it away
    return " ".join(found if ordered else sorted(found)), json.dumps(words)


def ranked(scores, text, word, k, ordered=True):
    """Return the k words with the highest scores, as the call does."""
    words = json.loads(text)
    found = [words[i] for i in scores.argsort(descending=True, stable=True).tolist() if words[i] != word][:k]
    return " ".join(found if ordered else sorted(found))


def nearest_of(word, text, vectors, k, ordered):
    return ranked(unit(vectors) @ unit(vectors)[json.loads(text).index(word)], text, word, k, ordered), text


def mistakes_of(word, text, vectors, k, ordered):
    """Return hint → the list of words that a known mistake gives."""
    place = json.loads(text).index(word)
    v, cosines = vectors[place], unit(vectors) @ unit(vectors)[place]
    right, zeros = ranked(cosines, text, word, k), (vectors == 0).all(1)
    known = {
        "The words are ranked by the dot product: long vectors come first. Divide by the lengths.": vectors @ v,
        "The words are ranked by their distance. The task asks for the cosine, which is blind to length.": -(vectors - v).norm(dim=1),
        "The distance of unit vectors decides: a vector of zeros then counts as if its cosine were 0.5. Take the cosine.": -(unit(vectors) - unit(v)).norm(dim=1),
        "These are the farthest words: the largest cosine is the nearest.": -cosines,
        "The sign of the cosine is lost: a word on the opposite side is not near.": cosines.abs(),
        "A zero vector comes first: its cosine is nan. Keep the lengths away from zero.": cosines + 9 * zeros,
    }  # fmt: skip
    return {said: (ranked(scores, text, word, k),) for said, scores in known.items()} | {
        "The word itself is among its neighbours.": (ranked(cosines, text, "", k),),
        "The words are right, but the nearest must come first.": (" ".join(right.split()[::-1]),),
    }


def nearest_cases(draw):
    """Return tables by what is said of them; in those of some rows, the first is the word's, and k may be all others."""
    near = [[1.0, 0], *([1, 1e-4 * n] for n in (5, 2, 4, 3, 1))]
    fixed = {
        "With one other word, on the opposite side": [[1.0, 0], [-2, 0]],
        "With one other word, in the same direction": [[1.0, 0.5], [2, 1]],
        "With other words on the opposite side only": [[1.0, 1], [-1, -2], [-1, -1.2], [-9, 0]],
        "With a vector of zeros": [[1.0, 1], [0, 0], [1, 2], [-1, 0.5], [-1, 2], [-3, -3]],
        "With vectors of zeros, and nothing nearer": [[1.0, 1], [0, 0], [-1, -2]],
        "With short and long vectors": [[0.001, 0.002], [0.001, 0.001], [700, 1600], [-0.001, 0.003], [900, 0]],
        "With a word that has the same vector": [[1.0, 2], [2, 3], [1, 2], [1, 0]],
        "With angles that only float64 tells apart": torch.tensor(near, dtype=torch.float64),
    }  # fmt: skip
    words, cases = drawn_words(draw, 150), {}
    for said, n, k in (
        ("With 12 words", 12, 4), ("With the same words and other vectors", 12, 4), ("With another k", 12, 7),
        ("With 150 words, k = 149", 150, 149),
    ):  # fmt: skip
        made = torch.Generator().manual_seed(len(cases))
        vectors = torch.randn(n, 4, generator=made) * torch.randn(n, 1, generator=made).exp()
        vectors = vectors if n == 12 else vectors.double()
        cases[said] = {
            "word": words[5],
            "text": json.dumps(words[:n]),
            "vectors": vectors,
            "k": k,
            "ordered": True,
        }
    for said, rows in fixed.items():
        some, rows = words[-len(rows) :], torch.as_tensor(rows)
        same = {"word": some[0], "k": len(some) - 1, "ordered": True}
        cases[said] = same | {"text": json.dumps(some), "vectors": rows}
        cases[f"{said}, in reverse order"] = same | {"text": json.dumps(some[::-1]), "vectors": rows.flip(0)}
    zero = cases["With a vector of zeros"]
    of_zero = {"word": json.loads(zero["text"])[1], "ordered": False}  # they are all as near
    cases["For a word with a vector of zeros, where all others should come in any order"] = zero | of_zero
    cased = [w for word in words[:4] for w in (word.upper(), word, word[2:6])]
    for i in (0, 1, 11):
        changed = {"word": cased[i], "text": json.dumps(cased), "k": 11}
        said = (
            f"For word {i} of a table with words in upper and lower case, and words that are parts of others"
        )
        cases[said] = cases["With 12 words"] | changed
    return cases


def strangers_probe(names, word, text, vectors, strangers):
    """Say what the student's function does with words that have no vector, and how often torch computes for one that has."""
    import json

    from torch.overrides import TorchFunctionMode

    looks = "__get__ __getitem__ __index__ __int__ __float__ item tolist unbind __iter__ __bool__ __len__ size dim numpy "
    looks += "clone detach __setitem__ __hash__ __format__"

    class Count(TorchFunctionMode):
        calls = 0

        def __torch_function__(self, function, types, args=(), kwargs=None):
            Count.calls += getattr(function, "__name__", "") not in looks.split()
            return function(*args, **(kwargs or {}))

    reply = {}
    for i, stranger in enumerate(json.loads(strangers)):
        try:
            names["nearest"](stranger, json.loads(text), vectors, 1)
            reply |= {f"error {i}": "", f"message {i}": ""}
        except Exception as error:
            reply |= {f"error {i}": type(error).__name__, f"message {i}": str(error)}
    with Count():
        names["nearest"](word, json.loads(text), vectors, 5)
    return {**reply, "calls": Count.calls}


@check("10_sentiment.nearest", points=2)
def neighbours(student, draw):
    """The words with the largest cosines, in order, in any table; KeyError for a stranger; no loop; the table stays."""
    cases = nearest_cases(draw)
    keeps_promises(
        student, call_nearest, [*cases.values()], nearest_of, notes=tuple(cases), mistakes=mistakes_of,
        results=("the list of words", "what the caller's list of known words holds afterwards"),
    )  # fmt: skip
    words = drawn_words(draw, 120)
    strangers = ["x" + words[20], words[20].upper(), words[20][:-1], ""]
    given = {"word": words[20], "text": json.dumps(words), "vectors": draw.normal(120, 4)}
    reply = student.run(strangers_probe, strangers=json.dumps(strangers), **given)
    hint = "torch is called for each word by itself. One product with the whole table gives all cosines."
    expect(reply.number("calls") < 60, hint)
    for i, stranger in enumerate(strangers):
        error, said = reply.text(f"error {i}"), "A word that is not in the table must raise a KeyError"
        expect(
            error == "KeyError", f"{said}, not {error[:40]}." if error else f"{said}. Yours gave an answer."
        )
        hint = "The message of the KeyError must name the word that is missing."
        expect(stranger in reply.text(f"message {i}"), hint)
