"""Exercise 10.2: The nearest words."""

import json

import torch

from autograder.check import (
    Failed,
    check,
    expect,
)
from autograder.checks.lab10.common import drawn_words


def nearest_probe(names, word, text, vectors, k):
    """Return the student's neighbours, how often torch computed, and whether the table is as it was."""
    import json

    from torch.overrides import TorchFunctionMode

    looks = {
        "__get__",
        "__getitem__",
        "__index__",
        "__int__",
        "__float__",
        "item",
        "tolist",
        "unbind",
        "__iter__",
    }
    looks |= {
        "__bool__",
        "__len__",
        "size",
        "dim",
        "numpy",
        "clone",
        "detach",
        "__setitem__",
        "__hash__",
        "__format__",
    }

    class Count(TorchFunctionMode):
        calls = 0

        def __torch_function__(self, function, types, args=(), kwargs=None):
            Count.calls += getattr(function, "__name__", "") not in looks
            return function(*args, **(kwargs or {}))

    words, before = json.loads(text), vectors.clone()
    with Count():
        answer = names["nearest"](word, words, vectors, k)
    kept = bool(torch.equal(before, vectors)) and words == json.loads(text)
    if not isinstance(answer, (list, tuple)):
        return {"kind": type(answer).__name__, "kept": kept}
    inner = [type(w).__name__ for w in answer if not isinstance(w, str)]
    if inner:
        return {"kind": "inside", "inner": inner[0], "kept": kept}
    return {"kind": "", "answer": json.dumps(list(answer)), "kept": kept, "calls": Count.calls}


def unknown_probe(names, word, text, vectors):
    """Say what the student's function does with a word that has no vector."""
    import json

    try:
        names["nearest"](word, json.loads(text), vectors, 1)
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}
    return {"error": "", "message": ""}


def ask_nearest(student, word, words, vectors, k):
    """Return the student's list of words and his number of torch calls, after looking at the form."""
    reply = student.run(nearest_probe, word=word, text=json.dumps(words), vectors=vectors, k=k)
    kind = reply.text("kind")
    expect(kind != "NoneType", "nearest returns None: is a `return` missing?")
    if kind == "inside":
        raise Failed(f"The list must hold words, not {reply.text('inner')[:40]}.")
    expect(not kind, f"Return a list of words, not {kind[:40]}.")
    expect(
        reply.flag("kept"), "The table that was given is changed. Make new vectors, do not divide in place."
    )
    return json.loads(reply.text("answer")), reply.number("calls")


def ranked(scores, words, k, without=()):
    """Return the k words with the highest scores."""
    order = scores.argsort(descending=True).tolist()
    return [words[i] for i in order if words[i] not in without][:k]


@check("10_sentiment.nearest", points=2)
def neighbours(student, draw):
    k, size, d = draw.size(3, 6), 120, draw.size(4, 7)
    words = drawn_words(draw, size)
    while True:
        vectors = draw.normal(size, d) * draw.normal(size, 1).exp()
        vectors[draw.size(0, 9)] = 0
        place = draw.size(10, size - 1)
        word, v = words[place], vectors[place]
        lengths = vectors.norm(dim=1).clamp(min=1e-12)
        cosines = vectors @ v / lengths / v.norm()
        right = ranked(cosines, words, k, (word,))
        dots, apart = vectors @ v, -(vectors - v).norm(dim=1)
        one_length, top = vectors @ v / lengths[place], cosines.sort().values
        others = [ranked(s, words, k, (word,)) for s in (dots, apart, -cosines, cosines.abs())]
        gaps = (top[-k - 2 : -1] - top[-k - 3 : -2]).min()
        if right not in others and gaps > 1e-4 and len(one_length):
            break
    found, calls = ask_nearest(student, word, words, vectors, k)
    expect(word not in found, "The word itself is among its neighbours.")
    expect(len(found) == k, f"{len(found)} words came back for k = {k}.")
    expect(
        found != others[0],
        "The words are ranked by the dot product: long vectors come first. Divide by the lengths.",
    )
    expect(
        found != others[1],
        "The words are ranked by their distance. Asked is the cosine, which is blind to length.",
    )
    expect(found != others[2], "These are the farthest words: the largest cosine is the nearest.")
    expect(found != others[3], "The sign of the cosine is lost: a word on the opposite side is not near.")
    expect(found != right[::-1], "The words are right, but the nearest must come first.")
    expect(
        sorted(found) != sorted(right) or found == right,
        "The words are right, but not in the order of nearness.",
    )
    zero = words[int((vectors == 0).all(1).nonzero()[0])]
    expect(
        zero not in found, "A zero vector comes first: its cosine is nan. Keep the lengths away from zero."
    )
    expect(found == right, "These are not the words with the largest cosines.")
    expect(
        calls < size / 2,
        "torch is called for each word by itself. One product with the whole table gives all cosines.",
    )
    few = [place, int((vectors == 0).all(1).nonzero()[0]), *range(10, 16)]
    few = sorted(dict.fromkeys(few))
    some, rows = [words[i] for i in few], vectors[few]
    whole = ranked(cosines[few], some, len(few) - 1, (word,))
    found, _ = ask_nearest(student, word, some, rows, len(few) - 1)
    expect(len(found) == len(whole), "With k = n - 1, not all other words come back.")
    expect(found == whole, "A word with a zero vector is in the wrong place: its cosine is 0, and never nan.")
    twin = words[10 if place != 10 else 11]
    pair = torch.stack([vectors[place], 2 * vectors[place]])
    for first, second in ((word, twin), (twin, word)):
        found, _ = ask_nearest(student, first, [word, twin], pair, 1)
        expect(
            found == [second],
            "Where another word has the same direction, the word itself comes back. It is not always the first of the "
            "list: take it out by its number.",
        )
    stranger = "x" + word
    reply = student.run(unknown_probe, word=stranger, text=json.dumps(words), vectors=vectors)
    error = reply.text("error")
    expect(error != "", "A word that is not in the table must raise a KeyError. Yours gave an answer.")
    expect(error == "KeyError", f"A word that is not in the table must raise a KeyError, not {error[:40]}.")
    expect(
        stranger in reply.text("message"), "The message of the KeyError must name the word that is missing."
    )
