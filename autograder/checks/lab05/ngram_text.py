"""Exercise 5.4: Sampling that always ends."""

import torch

from autograder.check import check, expect


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


def frequency_probe(names, logits, length, temperature):
    """Sample a long text from a stand-in whose logits never change; return the characters' shares."""

    class Endless(BaseException):  # no `except Exception` in a loop may catch it
        pass

    calls = []

    def predict(number):
        calls.append(number)
        if len(calls) > 3 * length:
            raise Endless
        return logits.clone()

    symbols = "wxyz"[: len(logits)]
    index_of = {a + b: i for i, (a, b) in enumerate(((a, b) for a in symbols for b in symbols), 1)}
    try:
        text = names["ngram_text"](predict, index_of, symbols, "wx", length, 2, temperature)
    except Endless:
        return {"drawn": -1}
    if not isinstance(text, str):
        return {"drawn": text}
    new = text[2:]
    return {"drawn": len(new), "shares": torch.tensor([new.count(c) / max(1, len(new)) for c in symbols])}


def sure_text(index_of, symbols, start, length, n, after):
    """Return the only text that the stand-in allows."""
    text = start
    for _ in range(length):
        text += symbols[int(after[index_of.get(text[-n:], 0)])]
    return text


@check("05_ngram_vs_lstm.ngram_text", points=1)
def whatever_start(student, draw):
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


@check("05_ngram_vs_lstm.ngram_text", points=1)
def probabilities(student, draw):
    scores = torch.tensor([0.0, 1.0, 2.0, 3.0])[draw.permutation(4)] - draw.size(1, 3)
    length = 700  # a share of it has a standard deviation of at most 0.019
    for temperature in (2.0, 0.5):
        reply = student.run(frequency_probe, logits=scores, length=length, temperature=temperature)
        drawn = reply.number("drawn")
        expect(drawn != -1, "predict is called far more often than there are characters to draw.")
        expect(drawn > 0.9 * length, f"{drawn} characters came back where {length} were asked.")
        shares = reply.tensor("shares")
        expect(shares.max() < 0.99, "Always the most likely character comes. Draw from the probabilities.")

        def near(probabilities, shares=shares):
            return (shares - probabilities).abs().max() < 0.1  # more than five standard deviations

        if near((scores / temperature).softmax(-1)):
            continue
        expect(
            not near(scores.softmax(-1)),
            "The temperature has no effect: divide the logits by it, before the softmax.",
        )
        expect(
            not near((scores * temperature).softmax(-1)),
            "The temperature works the wrong way round: divide the logits by it, do not multiply.",
        )
        expect(
            not near(torch.full((4,), 0.25)),
            "All characters come almost equally often: are the scores used, and is there only one softmax?",
        )
        expect(
            not near((-scores / temperature).softmax(-1)),
            "The least likely characters come most often.",
        )
        expect(
            False,
            f"At temperature {temperature:g} the characters do not come as often as the softmax of logits / "
            "temperature says.",
        )
