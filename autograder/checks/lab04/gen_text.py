"""Exercise 4.4: gen_text."""

import string
from itertools import accumulate, pairwise

import torch

from autograder.check import check, expect, travels
from autograder.checks.lab04.common import NEWLINE
from autograder.checks.shared import expect_frequencies
from autograder.contracts import keeps_promises

PLACES = 97  # of the stand-in's memory


@travels
def stand_in_model(symbols, table):
    """Return a model whose answers depend on all that it read; it writes down how it is called."""

    class Unfit(ValueError):
        pass

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size = len(symbols)
            self.anchor = torch.nn.Parameter(torch.zeros(1))
            self.calls, self.last = [], None

        def forward(self, sentence, state=None):
            if sentence.dim() != 3 or sentence.shape[0] != 1 or sentence.shape[2] != len(symbols):
                raise Unfit(
                    f"the model got {list(sentence.shape)}, it reads one-hot [1, seq, {len(symbols)}]"
                )
            if not sentence.is_floating_point() or not bool((sentence.sum(-1) == 1).all()):
                raise Unfit("the model reads one-hot vectors, float32")
            place, carried = 0, True
            if state is not None:
                if not isinstance(state, (tuple, list)) or len(state) != 2:
                    raise Unfit("the state is a pair (h, c)")
                place = round(10 * float(state[0]) + float(state[1])) % 97
                carried = self.last is not None and place == self.last
            read, letters = sentence.shape[1], sentence[0].argmax(-1).tolist()
            self.calls.append(
                [read, state is not None, carried, self.training, torch.is_grad_enabled(), letters[0]]
            )
            rows = []
            for letter in letters:
                place = (5 * place + letter + 1) % 97
                rows.append(table[place])
            self.last = place
            shape = torch.ones(1, 1, 1)
            rows = torch.stack(rows) if rows else table[:0]
            return rows + 0 * self.anchor, (shape * (place // 10), shape * (place % 10))

    return StandIn()


def call_text(names, kept, symbols, table, start, length):
    from course.text import Vocabulary

    return names["gen_text"](
        stand_in_model(symbols, table), start, Vocabulary(symbols), length, temperature=0
    )


def write_probe(names, symbols, table, start, length, training, temperature=None):
    """Let the student's gen_text write with a stand-in model."""
    from course.text import Vocabulary

    model = stand_in_model(symbols, table).train(training)
    more = {} if temperature is None else {"temperature": temperature}
    text = names["gen_text"](model, start, Vocabulary(symbols), length, **more)
    if not isinstance(text, str):
        return {"kind": type(text).__name__}
    return {
        "text": text,
        "calls": torch.tensor(model.calls, dtype=torch.int64).reshape(-1, 6),
        "training": model.training,
    }


def spell(
    table, symbols, start, length, *, forget=False, first_row=False, all_rows=False, whole=False, twice=False
):
    """Return what greedy writing gives, before line ends are shown; the options are mistakes."""
    places, place = [], 0
    for letter in start:
        place = (5 * place + symbols.index(letter) + 1) % PLACES
        places.append(place)
    if twice:
        place = (5 * place + symbols.index(start[-1]) + 1) % PLACES
    text, row = start, places[0] if first_row else place
    for i in range(length):
        choice = table[places].argmax() % len(symbols) if all_rows and i == 0 else table[row].argmax()
        newest = symbols[choice]
        text += newest
        for letter in text if whole else newest:
            place = (5 * (0 if forget else place) + symbols.index(letter) + 1) % PLACES
        row = place
    return text


def stand_in(draw):
    """Draw the symbols and the table of log-probabilities of a stand-in."""
    letters = string.ascii_letters
    at = draw.sizes(draw.size(5, 8), 0, len(letters) - 1)
    symbols = "".join(sorted([NEWLINE] + [letters[i] for i in at]))
    table = draw.normal(PLACES, len(symbols), scale=2.0).log_softmax(-1)
    return symbols, table


def drawn_story(draw, start_length, length, first=""):
    """Draw a stand-in and a start, which begins with `first`; what follows begins with a line end and has another,
    not in a row."""
    while True:
        symbols, table = stand_in(draw)
        start = "".join(draw.choice(symbols.replace(NEWLINE, "")) for _ in range(start_length))
        start = first + start[len(first) :]
        place, rows = 0, []
        for letter in start:
            place = (5 * place + symbols.index(letter) + 1) % PLACES
            rows.append(place)
        table[place, symbols.index(NEWLINE)] = 3.0
        table = table.log_softmax(-1)
        new = spell(table, symbols, start, length)[start_length:]
        later = new[1:]
        others = [
            spell(table, symbols, start, length, **{mistake: True})
            for mistake in ("forget", "whole", "twice", "first_row")
            if mistake != "first_row" or start_length > 1
        ]
        distinct = all(other != start + new for other in others)
        if start_length > 1:  # one choice from all rows together gives something else, too
            distinct = distinct and table[rows].argmax() % len(symbols) != symbols.index(NEWLINE)
        if length == 1 or (NEWLINE in later and len(set(later)) > 2 and distinct):
            return symbols, table, start


def shown(text):
    return text.replace(NEWLINE, "\n")


@check("04_char_lstm.gen_text", points=1)
def greedy(student, draw):
    """With temperature 0 the text is known: any start, long texts, and what every exercise promises."""
    for start_length, length, temperature, first in (
        (draw.size(3, 6), draw.size(10, 15), None, ""),
        (1, 12, 0, ""),
        (2, 1, 0.0, ""),
        (4, 12, 0, NEWLINE),
    ):
        symbols, table, start = drawn_story(draw, start_length, length, first)
        reply = student.run(
            write_probe, symbols=symbols, table=table, start=start, length=length, training=False,
            **({} if temperature is None else {"temperature": temperature}),
        )  # fmt: skip
        expect_text(reply)
        text, right = reply.text("text"), spell(table, symbols, start, length)
        if text == shown(right):
            continue
        new = right[len(start) :]
        longer = spell(table, symbols, start, length + 1)
        known = {
            "The first new character is a line end and still a $. Later ones are shown: treat all alike.": (
                shown(start) + new[0] + shown(new[1:])
            ),
            "Line ends are missing: show each as a real line end, do not drop it.": right.replace(
                NEWLINE, ""
            ),
            "A $ in the start is not shown as a line end: everywhere means there, too.": start + shown(new),
            "A line end is still a $: show it as a real line end.": right,
            "The start is missing: return start and the new characters.": shown(new),
            "One character too many: exactly `length` new ones.": shown(longer),
            "One character too few: exactly `length` new ones.": shown(right[:-1]),
            "The start counts in your length: exactly `length` *new* characters.": shown(
                right[: max(length, start_length)]
            ),
            "The state is lost: after the start, each character is chosen as if only the newest one had been "
            "read.": (shown(spell(table, symbols, start, length, forget=True))),
            "The first new character is chosen from the first row. The last row is about the next character.": (
                shown(spell(table, symbols, start, length, first_row=True))
            ),
            "The first new character is chosen from all rows together. Only the last row is about the next "
            "character.": shown(spell(table, symbols, start, length, all_rows=True)),
            "The whole text is read again in each step, on top of a state that has read it already.": shown(
                spell(table, symbols, start, length, whole=True)
            ),
            "The last character of the start is read twice.": shown(
                spell(table, symbols, start, length, twice=True)
            ),
        }
        for hint, wrong in known.items():
            expect(text != wrong, hint)
        for hint, wrong in known.items():  # the same mistake, with line ends not shown
            expect(shown(text) != shown(wrong) or shown(wrong) == shown(right), hint)
        expect(shown(text) != shown(right), "Not all line ends are shown as real line ends.")
        expect(text.startswith(shown(start)), "The returned text should begin with the start.")
        extra = len(text) - len(right)
        expect(
            extra == 0,
            f"{abs(extra)} characters too {'many' if extra > 0 else 'few'}: exactly `length` new ones.",
        )
        expect(False, "With temperature 0, the new characters are not the most probable ones.")
    cases = []
    for start, length in ((" aB ", 9), (" bB ", 9), ("\té\t", 150), ("$", 1), ("a$ ", 70)):
        symbols = "\t $ABabé"
        table = draw.normal(PLACES, len(symbols), scale=2.0).log_softmax(-1)
        cases.append({"symbols": symbols, "table": table, "start": start, "length": length})
    keeps_promises(
        student, call_text, cases, lambda **case: shown(spell(case.pop("table"), **case)),
        results=("the text",), device=False,
        notes=[f"With temperature 0, the start {c['start']!r} and {c['length']} new characters" for c in cases],
    )  # fmt: skip


def expect_text(reply):
    """Fail unless gen_text returned a string."""
    try:
        kind = reply.text("kind")
    except Exception:
        return
    expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
    expect(False, f"Return one string. A {kind[:40]} came back.")


@check("04_char_lstm.gen_text", points=1)
def calls(student, draw):
    """The start is read once, then each character that was written; eval mode and no gradients meanwhile."""
    for training, temperature in ((True, 0), (False, draw.choice([0.7, 1.0, 1.3]))):
        symbols, table = stand_in(draw)
        table[:, symbols.index(NEWLINE)] = -40.0  # line ends are the other check's matter
        start = "".join(draw.choice(symbols.replace(NEWLINE, "")) for _ in range(draw.size(3, 6)))
        length = draw.size(9, 14)
        reply = student.run(
            write_probe, symbols=symbols, table=table, start=start, length=length, training=training,
            temperature=temperature,
        )  # fmt: skip
        expect_text(reply)
        made = reply.tensor("calls").tolist()
        expect(bool(made), "The model was never called.")
        read = [row[0] for row in made]
        several = len(read) > 1 and read[1] == len(start) and len(reply.text("text")) > len(start) + length
        expect(
            not several,
            "The first drawing gave several characters, one for each row. Draw one, from the last row.",
        )
        expect(
            not made[0][1],
            "The first call got a state. Nothing has been read yet: pass None, or leave it out.",
        )
        expect(
            max(read[1:], default=1) == 1,
            "The text that was read already is read again. After the start, feed only the newest character.",
        )
        expect(
            all(row[1] for row in made[1:]),
            "A later call got no state: pass on the state that the model returned.",
        )
        expect(
            all(row[2] for row in made[1:]),
            "A later call did not get the state that the model returned last: pass it on as it is.",
        )
        expect(
            sum(read) >= min(len(reply.text("text")), len(start) + length) - 1,
            "Not all of the start was read. Read it whole, from the first character.",
        )
        expect(
            sum(read) <= len(start) + length, "More characters were read than there are: each is read once."
        )
        text = reply.text("text").replace("\n", NEWLINE)
        fed = [row[5] for row, n in zip(made, accumulate(read, initial=0), strict=False) if n >= len(start)]
        new = [symbols.find(c) for c in text[len(start) :]]
        expect(
            fed[:length] == new[: len(fed)] or not text.startswith(start) or len(new) != length,
            "A character was fed back that is not the newest of the text: feed the one that was drawn.",
        )
        letters = [row[5] for row in made[: len(start)]]
        known = [symbols.index(c) for c in start]
        expect(letters[0] == known[0], "The first character that was read is not the first of the start.")
        expect(
            not any(row[3] for row in made), "The model was in train mode while it wrote: call model.eval()."
        )
        expect(
            not any(row[4] for row in made),
            "Gradients were recorded: write under torch.no_grad(), or the graph grows with every character.",
        )
        expect(
            reply.flag("training") == training,
            "The model came in train mode and is left in eval mode. Bring the mode back at the end."
            if training
            else "The model came in eval mode and is left in train mode. Bring back the mode in which it came.",
        )


def chain_probe(names, symbols, table, start, length, temperature, times=1):
    """Let gen_text draw from a stand-in that answers by the newest character; return what it writes."""
    from course.text import Vocabulary

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.anchor = len(symbols), torch.nn.Parameter(torch.zeros(1))

        def forward(self, sentence, state=None):
            zero = torch.zeros(1, 1, 1)
            return table[sentence[0].argmax(-1) % 3] + 0 * self.anchor, (zero, zero)

    model, vocab = StandIn(), Vocabulary(symbols)
    texts = [names["gen_text"](model, start, vocab, length, temperature) for _ in range(times)]
    if not all(isinstance(text, str) for text in texts):
        return {"kind": type(texts[0]).__name__}
    return {"texts": "|".join(texts)}


@check("04_char_lstm.gen_text", points=1)
def temperature(student, draw):
    """Characters come as often as the formula says: few and many, several temperatures, the first draw alone."""
    for size, temperature, length, times, reach in (
        (9, 1.0, 600, 1, 3.0), (4, 2.0, 600, 1, 5.0), (3, 0.4, 400, 1, 1.0), (26, 2.0, 250, 2, 5.0), (26, 0.1, 100, 1, 3.0),
        (3, 1.0, 1, 60, 80.0), (4, 1.5, 1, 150, 4.0),
    ):  # fmt: skip
        symbols = string.ascii_lowercase[:size]
        places = (
            [draw.permutation(size) for _ in range(3)]
            if reach < 10
            else [torch.arange(3).roll(r) for r in range(3)]
        )
        table = torch.stack([torch.arange(size)[p] * reach / (size - 1) for p in places]).log_softmax(-1)
        start = "cba" if reach < 10 else 30 * "cb" + "a"  # there each row is sure of another character
        given = {
            "symbols": symbols,
            "table": table,
            "length": length,
            "temperature": temperature,
            "times": times,
        }
        reply = student.run(chain_probe, start=start, **given)
        expect_text(reply)
        counts, texts = torch.zeros(3, size), reply.text("texts").split("|")
        expect(sum(map(len, texts)) > 0.75 * length * times, "Far fewer new characters came back than asked.")
        for text in texts:
            new = text.removeprefix(start)[:length]
            for last, letter in pairwise(symbols.find(c) for c in "a" + new):
                counts[last % 3, letter] += 1
        repeated = times == 2 and texts[0] == texts[1]
        expect(
            not repeated,
            "Two calls draw the same text: is a seed set inside? Leave the random numbers alone.",
        )
        hint = "The first new character is drawn from all rows. Draw one, from the last row only."
        expect(reach < 10 or counts.max() == counts.sum(), hint)
        expect_frequencies(counts, table, temperature, "log-probabilities")
