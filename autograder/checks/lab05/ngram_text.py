"""Exercise 5.4: Sampling that always ends."""

import string
from itertools import pairwise

import torch

from autograder.check import check, travels
from autograder.checks.lab05.common import asked
from autograder.checks.shared import amiss, expect_frequencies
from autograder.contracts import keeps_promises
from autograder.expect import expect
from autograder.reply import Failed


@travels
def in_time(write, most):
    """Return ``write(ask)``, or None where it asks more often; no `except Exception` in a loop may catch that."""

    class Endless(BaseException):
        pass

    times = []

    def ask():
        times.append(None)
        if len(times) > most:
            raise Endless

    try:
        return write(ask)
    except Endless:
        return None


def frequency_probe(names, table, symbols, start, length, temperature, times=1, all_known=True):
    """Sample from a stand-in whose logits depend on the newest character; return what is written."""
    pairs = [(a + b, 3 + i) for a in symbols for i, b in enumerate(symbols)]
    index_of = {pair: i for pair, i in pairs if i % 3 or all_known}  # row 0 is the unknown's, too
    call, more = names["ngram_text"], () if temperature == 1 else (temperature,)

    def write(ask):
        def predict(number):
            ask()
            return table[int(number) % 3].clone()

        return [call(predict, dict(index_of), symbols, start, length, 2, *more) for _ in range(times)]

    texts = in_time(write, 3 * length * times + 50)
    if texts is None:
        return {"drawn": -1}
    if not all(isinstance(text, str) for text in texts):
        return {"drawn": texts[0]}
    new = [text.removeprefix(start) for text in texts]
    return {"drawn": sum(map(len, new)) / times, "texts": "|".join(start + text for text in new)}


def call_text(names, kept, ngrams, symbols, start, length, n, after, said="this start", temperature=None):
    """Write with a stand-in that is sure of its next character; say whether the dict is as before."""
    items = {ngram: i + 1 for i, ngram in enumerate(ngrams.split("|"))}
    table, more = 1000.0 * torch.eye(len(symbols))[after], [temperature] if temperature else []

    def write(ask):
        def counted(method):
            def counting(*given):
                ask()
                return method(*given)

            return counting

        def predict(number):
            ask()
            if isinstance(number, torch.Tensor):
                amiss("predict takes an int, and your code gives it a tensor.")
            return table[int(number)]

        looks = {name: counted(getattr(dict, name)) for name in ("get", "__contains__", "__getitem__")}
        index_of = type("Patient", (dict,), looks)(items)
        text = names["ngram_text"](predict, index_of, symbols, start, length, n, *more)
        return [text, "as before" if dict(index_of.items()) == items else "changed", table.clone()]

    try:
        written = in_time(write, 50 * length + 500)
    except KeyError:
        amiss(f"KeyError with {said}: what index_of does not have is unknown, number 0. Look up with .get.")
    if written is None:
        amiss(f"With {said}, the loop does not end: it waits for an n-gram that is in the vocabulary.")
    return written


def right_text(ngrams, symbols, start, length, n, after, **_):
    """Return the only text that the stand-in allows, and what stays as it is."""
    index_of, text = {ngram: i + 1 for i, ngram in enumerate(ngrams.split("|"))}, start
    for _ in range(length):
        text += symbols[int(after[index_of.get(text[-n:], 0)])]
    return text, "as before", 1000.0 * torch.eye(len(symbols))[after]


@check("05_ngram_vs_lstm.ngram_text", points=1)
def whatever_start(student, draw):
    """The text is known when predict is sure: any start, also a short, unknown or empty one, and long texts."""
    symbols = draw.choice(["edcba", "badce", "ecadb", "caebd"])
    n, last = draw.size(2, 3), len(symbols) - 1
    # the n-grams that follow each other round a circle of letters, and a few that do not
    ring = symbols * 3
    following = {ring[i : i + n]: symbols.index(ring[i + n]) for i in range(len(symbols))}
    known = draw.shuffled(sorted(following))
    for kind in range(5):
        place, length = draw.size(0, last), draw.size(9, 14)
        said, start, hint = (
            ("a known start", ring[place : place + n],
             "The characters are not those that predict is sure of. Is the context always the last n?"),
            ("a known start", symbols[place] * 2 + ring[place : place + n + 1],
             "With a start longer than n, the context is not the last n characters of the text."),
            ("a start shorter than n", ring[place : place + n - 1], ""),
            ("an empty start", "", ""),
            ("a start that is an unknown n-gram", symbols[place] * n, ""),
        )[kind]  # fmt: skip
        after = torch.tensor([draw.size(0, last), *(following[ngram] for ngram in known)])
        case = {"ngrams": "|".join(known), "symbols": symbols, "start": start, "length": length, "n": n}
        reply = asked(student, call_text, **case, after=after, said=said)
        text = reply.text("0")
        kept = reply.text("1") == "as before"
        expect(kept, "Your function changed the caller's index_of. Look up with .get.")
        begins, new = text.startswith(start), len(text) - len(start)
        if start and len(text) == length:
            expect(not begins, "length counts the new characters. Yours counts the whole text.")
            raise Failed("Only the new characters came back. Return the start, then the new characters.")
        expect(begins, f"With {said}, the text does not begin with the start as it was given.")
        expect(new == length, f"With {said}, {new} new characters came back, and {length} were asked.")
        other = f"With {said}, other characters come than predict says."
        hint = hint or f"{other} What is unknown has number 0, and the text itself stays as it is."
        expect(text == right_text(**case, after=after)[0], hint)
    for start, n, length in (
        ("", 2, 5), ("a", 2, 9), ("a", 3, 9), ("Ab", 2, 8), (" a", 2, 8), ("a ", 2, 8), (" ", 3, 9), ("ab", 1, 9),
        ("ba B", 4, 9), ("B", 1, 1), ("zz", 2, 6), ("ba", 3, 9), ("ab a", 2, 150),
    ):  # fmt: skip
        pieces = list(dict.fromkeys(" ab aB ba  a b B Ab  bb a  A"[i : i + n] for i in range(27 - n)))
        pieces += [c for c in "aB" if n > 1] + [" " * n] * (" " * n not in pieces)
        after = torch.cat([torch.tensor([1]), draw.integers(0, 4, len(pieces))])
        after[len(pieces)] = 3
        if n > 1:  # a piece too short must never be looked up in place of the unknown whole
            after[[1 + pieces.index(c) for c in "aB"]] = torch.tensor([2, 4])
        case = {"ngrams": "|".join(pieces), "symbols": "ab BA", "start": start, "length": length, "n": n}
        keeps_promises(
            student, call_text, [case | {"after": after, "temperature": 2.0}], right_text, draws=True, device=False,
            notes=[f"With the start {start!r} and n = {n}"],
            results=("the text", "the caller's index_of", "what predict returned (is it divided in place?)"),
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
        symbols, step = string.ascii_lowercase[-size:], 3 * temperature / (size - 1)
        table = torch.stack([draw.permutation(size) * step for _ in range(3)]) - draw.size(1, 3)
        table *= 1000 if (temperature, size) == (0.02, 26) else 1  # far beyond what exp can take
        given = {"table": table, "symbols": symbols, "length": length, "temperature": temperature}
        reply = student.run(frequency_probe, start=symbols[1] + symbols[0], times=times, **given)
        drawn = reply.number("drawn")
        expect(drawn != -1, "predict is called far more often than there are characters to draw.")
        expect(drawn > 0.9 * length or times > 2, f"{drawn} characters came back where {length} were asked.")
        counts, texts = torch.zeros(3, size), reply.text("texts").split("|")[:times]
        for text in texts:
            for last, new in pairwise(symbols.find(c) for c in text[1 : length + 2]):
                counts[last % 3, new] += 1
        hint = "Two calls draw the same text: is a seed set inside? Leave the random numbers alone."
        expect(times != 2 or texts[0] != texts[1], hint)
        expect_frequencies(counts, table, temperature, "logits")
