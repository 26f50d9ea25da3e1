"""Exercise 5.4: Sampling that always ends."""

import string
from itertools import pairwise

import torch

from autograder.check import check
from autograder.checks.shared import amiss, expect_frequencies
from autograder.contracts import keeps_promises
from autograder.expect import expect


def text_probe(names, ngrams, symbols, start, length, n, after):
    """Sample from a stand-in that is sure of its next character; stop a loop that does not end."""

    class Endless(BaseException):  # no `except Exception` in a loop may catch it
        pass

    class Patient(dict):
        asked = 0

        def _count(self):
            self.asked += 1
            if self.asked > 50 * length + 500:
                raise Endless

        def get(self, *arguments):
            self._count()
            return super().get(*arguments)

        def __contains__(self, key):
            self._count()
            return super().__contains__(key)

        def __getitem__(self, key):
            self._count()
            return super().__getitem__(key)

    calls = []

    def predict(number):
        calls.append(int(number))
        if len(calls) > 50 * length + 500:
            raise Endless
        return 1000.0 * torch.eye(len(symbols), device=after.device)[after[int(number)]]

    index_of = Patient((ngram, i + 1) for i, ngram in enumerate(ngrams.split("\n")))
    before = dict(index_of.items())
    try:
        text = names["ngram_text"](predict, index_of, symbols, start, length, n)
    except (Endless, KeyError) as error:
        return {"problem": type(error).__name__}
    kept = dict(index_of.items()) == before
    return {"problem": "", "text": text, "kept": kept}


def frequency_probe(names, table, symbols, start, length, temperature, times=1, all_known=True):
    """Sample from a stand-in whose logits depend on the newest character; return what is written."""

    class Endless(BaseException):  # no `except Exception` in a loop may catch it
        pass

    calls = []

    def predict(number):
        calls.append(number)
        if len(calls) > 3 * length * times + 50:
            raise Endless
        return table[int(number) % 3].clone()

    pairs = [(a + b, 3 + i) for a in symbols for i, b in enumerate(symbols)]
    index_of = {pair: i for pair, i in pairs if i % 3 or all_known}  # row 0 is the unknown's, too
    try:
        call = names["ngram_text"]
        more = () if temperature == 1 else (temperature,)
        texts = [call(predict, dict(index_of), symbols, start, length, 2, *more) for _ in range(times)]
    except Endless:
        return {"drawn": -1}
    if not all(isinstance(text, str) for text in texts):
        return {"drawn": texts[0]}
    new = [text.removeprefix(start) for text in texts]
    return {"drawn": sum(map(len, new)) / times, "texts": "|".join(start + text for text in new)}


def sure_text(index_of, symbols, start, length, n, after):
    """Return the only text that the stand-in allows."""
    text = start
    for _ in range(length):
        text += symbols[int(after[index_of.get(text[-n:], 0)])]
    return text


def call_text(names, kept, ngrams, symbols, start, length, n, after):
    """Write with a stand-in that is sure; say whether the dict is as before."""
    index_of = {ngram: i + 1 for i, ngram in enumerate(ngrams.split("|"))}
    before, table = dict(index_of), 1000.0 * torch.eye(len(symbols))[after]

    def predict(number):
        if isinstance(number, torch.Tensor):
            amiss("predict takes an int, and your code gives it a tensor.")
        return table[int(number)]

    text = names["ngram_text"](predict, index_of, symbols, start, length, n, 2.0)
    return [text, "as before" if index_of == before else "changed", table.clone()]


def right_text(ngrams, symbols, start, length, n, after):
    index_of = {ngram: i + 1 for i, ngram in enumerate(ngrams.split("|"))}
    return (
        sure_text(index_of, symbols, start, length, n, after),
        "as before",
        1000.0 * torch.eye(len(symbols))[after],
    )


@check("05_ngram_vs_lstm.ngram_text", points=1)
def whatever_start(student, draw):
    """The text is known when predict is sure: any start, also a short, unknown or empty one, and long texts."""
    symbols = "".join(draw.choice(["edcba", "badce", "ecadb", "caebd"]))
    n = draw.size(2, 3)
    # the n-grams that follow each other round a circle of letters, and a few that do not
    ring = symbols * 3
    known = sorted({ring[i : i + n] for i in range(len(symbols))})
    order = draw.permutation(len(known)).tolist()
    known = [known[i] for i in order]
    following = {ring[i : i + n]: symbols.index(ring[i + n]) for i in range(len(symbols))}
    for kind in ("known", "long", "short", "empty", "unknown"):
        place = draw.size(0, len(symbols) - 1)
        length = draw.size(9, 14)
        start = {
            "known": ring[place : place + n],
            "long": symbols[place] * 2 + ring[place : place + n + 1],
            "short": ring[place : place + n - 1],
            "empty": "",
            "unknown": symbols[place] * n,
        }[kind]
        after = torch.tensor([draw.size(0, len(symbols) - 1), *(following[ngram] for ngram in known)])
        index_of = {ngram: i + 1 for i, ngram in enumerate(known)}
        reply = student.run(
            text_probe, ngrams="\n".join(known), symbols=symbols, start=start, length=length, n=n, after=after
        )
        said = {
            "short": "a start shorter than n",
            "empty": "an empty start",
            "unknown": "a start that is an unknown n-gram",
        }.get(kind, "a known start")
        problem = reply.text("problem")
        expect(
            problem != "KeyError",
            f"KeyError with {said}: what index_of does not have is unknown, number 0. Look up with .get.",
        )
        expect(
            problem != "Endless",
            f"With {said}, the loop does not end: it waits for an n-gram that is in the vocabulary.",
        )
        text = reply.text("text")
        expect(reply.flag("kept"), "Your function changed the caller's index_of. Look up with .get.")
        begins, new = text.startswith(start), len(text) - len(start)
        if start and len(text) == length:
            expect(not begins, "length counts the new characters. Yours counts the whole text.")
            expect(False, "Only the new characters came back. Return the start, then the new characters.")
        expect(begins, f"With {said}, the text does not begin with the start as it was given.")
        expect(new == length, f"With {said}, {new} new characters came back, and {length} were asked.")
        if text != sure_text(index_of, symbols, start, length, n, after):
            expect(
                kind in ("known", "long"),
                f"With {said}, other characters come than predict says. What is unknown has number 0, and the "
                "text itself stays as it is.",
            )
            expect(
                kind != "long",
                "With a start longer than n, the context is not the last n characters of the text.",
            )
            expect(
                False,
                "The characters are not those that predict is sure of. Is the context always the last n?",
            )
    for start, n, length in (
        ("", 2, 5), ("a", 2, 9), ("a", 3, 9), ("Ab", 2, 8), (" a", 2, 8), ("a ", 2, 8), (" ", 3, 9), ("ab", 1, 9),
        ("ba B", 4, 9), ("B", 1, 1), ("zz", 2, 6), ("ba", 3, 9), ("ab a", 2, 150),
    ):  # fmt: skip
        pieces = [p for p in dict.fromkeys(" ab aB ba  a b B Ab  bb a  A"[i : i + n] for i in range(27 - n))]
        pieces += [c for c in "aB" if n > 1] + [" " * n] * (" " * n not in pieces)
        after = torch.cat([torch.tensor([1]), draw.integers(0, 4, len(pieces))])
        after[len(pieces)] = 3
        if n > 1:  # a piece too short must never be looked up in place of the unknown whole
            after[[1 + pieces.index(c) for c in "aB"]] = torch.tensor([2, 4])
        case = {
            "ngrams": "|".join(pieces),
            "symbols": "ab BA",
            "start": start,
            "length": length,
            "n": n,
            "after": after,
        }
        keeps_promises(
            student, call_text, [case], right_text, notes=[f"With the start {start!r} and n = {n}"], results=("the text", "the caller's index_of", "what predict returned (is it divided in place?)"), draws=True,
            device=False,
        )  # fmt: skip
    table = torch.tensor([[1000.0, 1000.0, 0.0, 0.0]]).repeat(3, 1)
    given = {"table": table, "symbols": "abcd", "start": "bb", "length": 200, "temperature": 1.0}
    text = student.run(frequency_probe, **given, all_known=False).text("texts")
    hint = "Of two equally likely characters, the one that makes an unknown n-gram hardly comes: draw once, and keep it."
    expect(text.count("a") >= 50, hint)


@check("05_ngram_vs_lstm.ngram_text", points=1)
def probabilities(student, draw):
    """Characters come as often as the softmax says: several temperatures, few symbols and many, the first draw alone."""
    for size, temperature, length, times in (
        (9, 1.0, 600, 1), (4, 2.0, 500, 1), (4, 0.5, 500, 1), (26, 3.0, 1500, 2), (4, 0.02, 500, 1), (26, 0.02, 60, 1), (5, 1.5, 1, 150),
    ):  # fmt: skip
        symbols = string.ascii_lowercase[-size:]
        table = torch.stack(
            [torch.arange(size)[draw.permutation(size)] * (3 * temperature) / (size - 1) for _ in range(3)]
        )
        table = (table - draw.size(1, 3)) * (
            1000 if temperature == 0.02 and size == 26 else 1
        )  # far beyond what exp can take
        given = {
            "table": table,
            "symbols": symbols,
            "length": length,
            "temperature": temperature,
            "times": times,
        }
        reply = student.run(frequency_probe, start=symbols[1] + symbols[0], **given)
        drawn = reply.number("drawn")
        expect(drawn != -1, "predict is called far more often than there are characters to draw.")
        expect(drawn > 0.9 * length or times > 2, f"{drawn} characters came back where {length} were asked.")
        counts, texts = torch.zeros(3, size), reply.text("texts").split("|")[:times]
        for text in texts:
            for last, new in pairwise(symbols.find(c) for c in text[1 : length + 2]):
                counts[last % 3, new] += 1
        same = times == 2 and texts[0] == texts[1]
        expect(
            not same, "Two calls draw the same text: is a seed set inside? Leave the random numbers alone."
        )
        expect_frequencies(counts, table, temperature, "logits")
