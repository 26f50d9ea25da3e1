"""Exercise 10.2: The nearest words."""

import json

import torch

from autograder.check import Failed, check, expect
from autograder.checks.lab10.common import drawn_words, unit
from autograder.contracts import keeps_promises


def nearest_probe(names, word, text, vectors, k):
    """Return the student's neighbours, and how often torch computed."""
    import json

    from torch.overrides import TorchFunctionMode

    looks = "__get__ __getitem__ __index__ __int__ __float__ item tolist unbind __iter__ __bool__ __len__ size dim numpy "
    looks += "clone detach __setitem__ __hash__ __format__"

    class Count(TorchFunctionMode):
        calls = 0

        def __torch_function__(self, function, types, args=(), kwargs=None):
            Count.calls += getattr(function, "__name__", "") not in looks.split()
            return function(*args, **(kwargs or {}))

    with Count():
        answer = names["nearest"](word, json.loads(text), vectors, k)
    if not isinstance(answer, (list, tuple)):
        return {"kind": type(answer).__name__}
    inner = [type(w).__name__ for w in answer if not isinstance(w, str)]
    if inner:
        return {"kind": "inside", "inner": inner[0]}
    return {"kind": "", "answer": json.dumps(list(answer)), "calls": Count.calls}


def unknown_probe(names, word, text, vectors):
    """Say what the student's function does with a word that has no vector."""
    import json

    try:
        names["nearest"](word, json.loads(text), vectors, 1)
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}
    return {"error": "", "message": ""}


def call_nearest(names, kept, word, text, vectors, k, ordered):
    import json

    words = json.loads(text)
    answer = names["nearest"](word, words, vectors, k)
    found = list(answer)
    if isinstance(answer, list):
        answer.append("written by the caller")  # who keeps a list must not give it away
    return " ".join(found if ordered else sorted(found)), json.dumps(words)


def nearest_of(word, text, vectors, k, ordered):
    words = json.loads(text)
    found = ranked(unit(vectors) @ unit(vectors)[words.index(word)], words, k, word)
    return " ".join(found if ordered else sorted(found)), text


def ranked(scores, words, k, without):
    """Return the k words with the highest scores."""
    order = scores.argsort(descending=True).tolist()
    return [words[i] for i in order if words[i] != without][:k]


def nearest_cases(draw):
    """Return tables by what is said of them; in those of some rows, the first is the word's, and k may be all others."""
    near = [[1.0, 0], *([1, 1e-4 * n] for n in (5, 2, 4, 3, 1))]
    fixed = {
        "With one other word, on the opposite side": [[1.0, 0], [-2, 0]],
        "With one other word, in the same direction": [[1.0, 0.5], [2, 1]],
        "With other words on the opposite side only": [[1.0, 1], [-1, -2], [-1, -1.2], [-9, 0]],
        "With a vector of zeros": [[1.0, 1], [0, 0], [1, 2], [-1, 0.5], [-3, -3]],
        "With vectors of zeros, and nothing nearer": [[1.0, 1], [0, 0], [-1, -2]],
        "With short and long vectors": [[0.001, 0.002], [0.001, 0.001], [700, 1600], [-0.001, 0.003], [900, 0]],
        "With angles that only float64 tells apart": torch.tensor(near, dtype=torch.float64),
    }  # fmt: skip
    words = drawn_words(draw, 150)
    cases = {}
    for said, n, k in (
        ("With 12 words", 12, 4), ("With the same words and other vectors", 12, 4), ("With another k", 12, 7),
        ("With 150 words, k = 149", 150, 149),
    ):  # fmt: skip
        vectors = torch.randn(n, 4, generator=torch.Generator().manual_seed(len(cases)), dtype=torch.float64)
        given = {"text": json.dumps(words[:n]), "vectors": vectors.float() if n == 12 else vectors}
        cases[said] = {"word": words[5], **given, "k": k, "ordered": True}
    for said, rows in fixed.items():
        some, rows = words[-len(rows) :], torch.as_tensor(rows)
        cases[said] = {
            "word": some[0],
            "text": json.dumps(some),
            "vectors": rows,
            "k": len(some) - 1,
            "ordered": True,
        }
        turned = {"text": json.dumps(some[::-1]), "vectors": rows.flip(0).clone()}
        cases[f"{said}, in reverse order"] = cases[said] | turned
    zero = cases["With a vector of zeros"]
    of_zero = {"word": json.loads(zero["text"])[1], "ordered": False}  # they are all as near
    cases["For a word with a vector of zeros, where all others should come in any order"] = zero | of_zero
    cased = json.dumps([w for word in words[:4] for w in (word.upper(), word, word.title())])
    for i in (0, 1, 11):
        changed = {"word": json.loads(cased)[i], "text": cased, "k": 4 + i % 3}
        cases[f"For word {i} of a table with words in upper and lower case"] = (
            cases["With 12 words"] | changed
        )
    return cases


@check("10_sentiment.nearest", points=2)
def neighbours(student, draw):
    """The words with the largest cosines, in order, in any table; KeyError for a stranger; no loop; the table stays."""
    k, size, d = draw.size(3, 6), 120, draw.size(4, 7)
    words = drawn_words(draw, size)
    while True:
        vectors = draw.normal(size, d) * draw.normal(size, 1).exp()
        vectors[draw.size(0, 9)] = 0
        place = draw.size(10, size - 1)
        word, v = words[place], vectors[place]
        cosines = unit(vectors) @ unit(v)
        right = ranked(cosines, words, k, word)
        others = [
            ranked(s, words, k, word)
            for s in (vectors @ v, -(vectors - v).norm(dim=1), -cosines, cosines.abs())
        ]
        top = cosines.sort().values
        if right not in others and (top[-k - 2 : -1] - top[-k - 3 : -2]).min() > 1e-4:
            break
    given = {"text": json.dumps(words), "vectors": vectors}
    reply = student.run(nearest_probe, word=word, k=k, **given)
    kind = reply.text("kind")
    expect(kind != "NoneType", "nearest returns None: is a `return` missing?")
    if kind == "inside":
        raise Failed(f"The list must hold words, not {reply.text('inner')[:40]}.")
    expect(not kind, f"Return a list of words, not {kind[:40]}.")
    found = json.loads(reply.text("answer"))
    expect(word not in found, "The word itself is among its neighbours.")
    expect(len(found) == k, f"{len(found)} words came back for k = {k}.")
    for wrong, hint in zip(
        (*others, right[::-1]),
        (
            "The words are ranked by the dot product: long vectors come first. Divide by the lengths.",
            "The words are ranked by their distance. The task asks for the cosine, which is blind to length.",
            "These are the farthest words: the largest cosine is the nearest.",
            "The sign of the cosine is lost: a word on the opposite side is not near.",
            "The words are right, but the nearest must come first.",
        ),
        strict=True,
    ):
        expect(found != wrong, hint)
    expect(
        sorted(found) != sorted(right) or found == right,
        "The words are right, but not in the order of nearness.",
    )
    zero = words[int((vectors == 0).all(1).nonzero()[0])]
    hint = "A zero vector comes first: its cosine is nan. Keep the lengths away from zero."
    expect(zero not in found, hint)
    expect(found == right, "These are not the words with the largest cosines.")
    expect(
        reply.number("calls") < size / 2,
        "torch is called for each word by itself. One product with the whole table gives all cosines.",
    )
    cases = nearest_cases(draw)
    results = ("the list of words", "what the caller's list of known words holds afterwards")
    keeps_promises(student, call_nearest, [*cases.values()], nearest_of, results=results, notes=tuple(cases))
    for stranger in ("x" + word, word.upper(), word[:-1], ""):
        reply = student.run(unknown_probe, word=stranger, **given)
        error, said = reply.text("error"), "A word that is not in the table must raise a KeyError"
        expect(error != "", f"{said}. Yours gave an answer.")
        expect(error == "KeyError", f"{said}, not {error[:40]}.")
        expect(
            stranger in reply.text("message"),
            "The message of the KeyError must name the word that is missing.",
        )
