"""Exercise 4.4: gen_text."""

import string

import torch

from autograder.check import check, expect
from autograder.checks.lab04.common import NEWLINE

PLACES = 97  # of the stand-in's memory


def write_probe(names, symbols, table, start, length, training, temperature=None):
    """Let the student's gen_text write with a stand-in whose answers depend on all that it read."""
    from course.text import Vocabulary

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

    model = StandIn().train(training)
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


EVEN = (
    "The characters come too evenly: are probabilities divided by the temperature, or is there a second softmax? "
    "Divide the log-probabilities, then take one softmax."
)


def temperature_probe(names, log_probs, start, length, temperature, times=1):
    """Let gen_text draw many characters from one distribution; return how often each came."""
    from course.text import Vocabulary

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.anchor = 4, torch.nn.Parameter(torch.zeros(1))

        def forward(self, sentence, state=None):
            zero = torch.zeros(1, 1, 1)
            rows = torch.full((sentence.shape[1], 4), -40.0)
            rows[:, 0] = 0.0  # only the last row is about the next character
            rows[-1] = log_probs
            return rows + 0 * self.anchor, (zero, zero)

    new = ""
    for _ in range(times):
        text = names["gen_text"](StandIn(), start, Vocabulary("$abc"), length, temperature)
        if not isinstance(text, str):
            return {"kind": type(text).__name__}
        new += text[len(start) :].replace("$", "\n")
    return {"counts": torch.tensor([new.count(c) for c in "\nabc"], dtype=torch.float64)}


@check("04_char_lstm.gen_text", points=1)
def temperature(student, draw):
    letters = torch.tensor([0.55, 0.3, 0.15], dtype=torch.float64)[torch.tensor(draw.sizes(3, 0, 2))]
    logs = torch.cat([torch.full((1,), -40.0, dtype=torch.float64), letters.log()])  # no line end is drawn
    probabilities, start, temperatures = logs.exp(), draw.choice(["a", "ab", "bab"]), (0.4, 2.5)
    seen = []
    for T in temperatures:
        reply = student.run(temperature_probe, log_probs=logs.float(), start=start, length=400, temperature=T)
        expect_text(reply)
        counts = reply.tensor("counts")
        expect(counts.sum().item() > 300, "Far fewer new characters came back than asked.")
        seen.append(counts / counts.sum())

    def far(rule):
        return max(float((s - rule(T)).abs().max()) for s, T in zip(seen, temperatures, strict=True))

    if far(lambda T: (logs / T).softmax(-1)) < 0.125:  # five standard deviations
        sure = torch.tensor([-40.0, 0.0, -40.0, -40.0])
        reply = student.run(
            temperature_probe, log_probs=sure, start=start * 30, length=1, temperature=1.0, times=3
        )
        expect_text(reply)
        counts = reply.tensor("counts").tolist()
        expect(counts[0] == 0, "The next character is drawn from all rows. Draw one, from the last row only.")
        return
    known = {
        "The most probable character comes every time: with a temperature above 0, draw at random.": (
            lambda T: (probabilities == probabilities.max()).double()
        ),
        "The temperature has no effect: divide the log-probabilities by it before the softmax.": (
            lambda T: probabilities
        ),
        "The log-probabilities are multiplied by the temperature. Divide.": lambda T: (logs * T).softmax(-1),
        "The temperature counts twice: divide by it once.": lambda T: (logs / T**2).softmax(-1),
        EVEN: lambda T: (logs / T).softmax(-1).softmax(-1),
        f"{EVEN} ": lambda T: (probabilities / T).softmax(-1),
        "All characters come equally often: is the drawing made from the probabilities?": (
            lambda T: torch.full((4,), 0.25, dtype=torch.float64)
        ),
        "The rare characters come most often: is a sign wrong?": lambda T: (-logs / T).softmax(-1),
    }
    distance, hint = min((far(rule), hint) for hint, rule in known.items())
    expect(distance > 0.1, hint)
    expect(
        False, "The characters do not come with the probabilities softmax(log-probabilities / temperature)."
    )
