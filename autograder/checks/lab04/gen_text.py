"""Exercise 4.4: gen_text."""

import string
from itertools import accumulate, pairwise

import torch

from autograder.check import check, travels
from autograder.checks.lab04.common import NEWLINE
from autograder.checks.shared import expect_frequencies, handed
from autograder.contracts import keeps_promises
from autograder.expect import expect

PLACES = 97  # of the stand-in's memory


@travels
def stand_in_model(symbols, table, memory):
    """Return a model that writes down its calls; its answers depend on all that it read, or with memory 0 on the newest."""

    class Unfit(ValueError):
        pass

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.anchor = len(symbols), torch.nn.Parameter(torch.zeros(1))
            self.calls, self.last, self.inner = [], None, torch.nn.Dropout(0.4)

        def forward(self, sentence, state=None):
            wanted = f"[1, seq, {len(symbols)}]"
            if sentence.dim() != 3 or sentence.shape[0] != 1 or sentence.shape[2] != len(symbols):
                raise Unfit(f"the model got {list(sentence.shape)}, it reads one-hot {wanted}")
            if not sentence.is_floating_point() or not bool((sentence.sum(-1) == 1).all()):
                raise Unfit("the model reads one-hot vectors, float32")
            if state is not None and (not isinstance(state, (tuple, list)) or len(state) != 2):
                raise Unfit("the state is a pair (h, c)")
            place = 0 if state is None else round(10 * float(state[0]) + float(state[1])) % len(table)
            letters, training = sentence[0].argmax(-1).tolist(), self.training or self.inner.training
            carried = state is None or place == self.last
            self.calls.append(
                [len(letters), state is not None, carried, training, torch.is_grad_enabled(), letters[0]]
            )
            rows = []
            for letter in letters:
                place = (memory * place + letter + 1) % len(table)
                rows.append(table[place])
            self.last, shape = place, torch.ones(1, 1, 1)
            return torch.stack(rows) + 0 * self.anchor, (shape * (place // 10), shape * (place % 10))

    return StandIn()


def call_text(names, kept, symbols, table, start, length, temperature):
    from course.text import Vocabulary

    model = stand_in_model(symbols, table, 5)
    asked = model, start, Vocabulary(symbols), length
    return handed(names["gen_text"], *asked, modes=False, temperature=temperature)


def write_probe(
    names, symbols, table, start, length, training=False, memory=5, times=1, seed=0, **temperature
):
    """Let the student's gen_text write with a stand-in; of several texts the last is drawn with the seed of the first."""
    from course.text import Vocabulary

    model, vocab, texts = stand_in_model(symbols, table, memory).train(training), Vocabulary(symbols), []
    for i in range(times):
        if times > 1 and i in (0, times - 1):
            torch.manual_seed(seed)
        texts.append(names["gen_text"](model, start, vocab, length, **temperature))
    if not all(isinstance(text, str) for text in texts):
        return {"kind": type(texts[0]).__name__}
    calls, modes = torch.tensor(model.calls, dtype=torch.int64), [m.training for m in model.modules()]
    return {"kind": "", "texts": "|".join(texts), "calls": calls.view(-1, 6), "modes": torch.tensor(modes)}


def written(student, symbols, table, start, length, **given):
    """Return what gen_text writes, and the reply."""
    reply = student.run(write_probe, symbols=symbols, table=table, start=start, length=length, **given)
    kind = reply.text("kind")
    expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
    expect(not kind, f"Return one string. A {kind[:40]} came back.")
    return reply.text("texts"), reply


def after(symbols, place, letters):
    """Return the places of the stand-in's memory after each of these letters."""
    return list(accumulate(letters, lambda p, c: (5 * p + symbols.index(c) + 1) % PLACES, initial=place))[1:]


def spell(
    table, symbols, start, length, forget=False, first_row=False, all_rows=False, whole=False, twice=False
):
    """Return what greedy writing gives, before line ends are shown; the options are mistakes."""
    places, text = after(symbols, 0, start), start
    place = after(symbols, places[-1], start[-1])[0] if twice else places[-1]
    row = places[0] if first_row else place
    for i in range(length):
        choice = table[places].argmax() % len(symbols) if all_rows and i == 0 else table[row].argmax()
        text += symbols[choice]
        row = place = after(symbols, 0 if forget else place, text if whole else text[-1])[-1]
    return text


def stand_in(draw):
    """Draw the symbols and the table of log-probabilities of a stand-in."""
    at = draw.sizes(draw.size(5, 8), 0, len(string.ascii_letters) - 1)
    symbols = "".join(sorted([NEWLINE] + [string.ascii_letters[i] for i in at]))
    return symbols, draw.normal(PLACES, len(symbols), scale=2.0).log_softmax(-1)


def drawn_story(draw, length):
    """Draw a stand-in and a start with a line end; what follows begins with one and has another, not in a row.

    Each known mistake with the state gives another text.
    """
    while True:
        symbols, table = stand_in(draw)
        start = NEWLINE + "".join(draw.choice(symbols.replace(NEWLINE, "")) for _ in range(draw.size(3, 5)))
        table[after(symbols, 0, start)[-1], symbols.index(NEWLINE)] = 3.0
        table = table.log_softmax(-1)
        right = spell(table, symbols, start, length)
        later = right[len(start) + 1 :]
        others = [spell(table, symbols, start, length, **{mistake: True}) for mistake in MISTAKES]
        if right not in others and NEWLINE in later and len(set(later)) > 2:
            return symbols, table, start


def shown(text):
    return text.replace(NEWLINE, "\n")


FIRST = "Only the last row is about the next character."
MISTAKES = {
    "forget": "The state is lost: after the start, each character is chosen as if only the newest one had been read.",
    "first_row": f"The first new character is chosen from the first row. {FIRST}",
    "all_rows": f"The first new character is chosen from all rows together. {FIRST}",
    "whole": "The whole text is read again in each step, on top of a state that has read it already.",
    "twice": "The last character of the start is read twice.",
}


@check("04_char_lstm.gen_text", points=1)
def greedy(student, draw):
    """With temperature 0 the text is known: any start, long texts, and what every exercise promises."""
    length = draw.size(10, 15)
    symbols, table, start = drawn_story(draw, length)
    text, _ = written(student, symbols, table, start, length)
    right = spell(table, symbols, start, length)
    new = right[len(start) :]
    first = "The first new character is a line end and still a $. Later ones are shown: treat all alike."
    exact = {
        first: shown(start) + new[0] + shown(new[1:]),
        "Line ends are missing: show each as a real line end, do not drop it.": right.replace(NEWLINE, ""),
        "A $ in the start is not shown as a line end: everywhere means there, too.": start + shown(new),
        "A line end is still a $: show it as a real line end.": right,
    }
    for hint, wrong in exact.items():
        expect(text != wrong, hint)
    known = {
        "The start is missing: return start and the new characters.": new,
        "One character too many: exactly `length` new ones.": spell(table, symbols, start, length + 1),
        "One character too few: exactly `length` new ones.": right[:-1],
        "The start counts in your length: exactly `length` *new* characters.": right[:length],
    }
    known |= {hint: spell(table, symbols, start, length, **{name: True}) for name, hint in MISTAKES.items()}
    for hint, wrong in known.items():  # whether or not line ends are shown
        expect(shown(text) != shown(wrong), hint)
    expect(
        text == shown(right) or shown(text) != shown(right), "Not all line ends are shown as real line ends."
    )
    expect(text.startswith(shown(start)), "The returned text should begin with the start.")
    extra = len(text) - len(right)
    hint = f"{abs(extra)} characters too {'many' if extra > 0 else 'few'}: exactly `length` new ones."
    expect(extra == 0, hint)
    expect(text == shown(right), "With temperature 0, the new characters are not the most probable ones.")
    symbols, cases = "\t $ABabé", []
    for start, length, zero in (
        (" aB ", 9, 0), (" bB ", 9, 0.0), ("\té\t", 150, 0), ("$", 1, 0), ("a$ ", 70, 0.0), ("a", 12, 0), (99 * "bA", 250, 0.0),
    ):  # fmt: skip
        table = draw.normal(PLACES, len(symbols), scale=2.0)
        table[after(symbols, 0, start)[-1], symbols.index(NEWLINE)] += 20 * (
            length == 1
        )  # the last is a line end
        table = table.log_softmax(-1)
        given = {"symbols": symbols, "table": table, "start": start, "length": length}
        cases.append(given | {"temperature": zero})
    notes = [
        f"With temperature 0, the start {c['start'][:9]!r}, {len(c['start'])} long, and {c['length']} new characters"
        for c in cases
    ]
    keeps_promises(student, call_text, cases, right_text, results=("the text",), device=False, notes=notes)


def right_text(symbols, table, start, length, temperature):
    return shown(spell(table, symbols, start, length))


@check("04_char_lstm.gen_text", points=1)
def calls(student, draw):
    """The start is read once, then each character that was written; eval mode and no gradients meanwhile."""
    warm = draw.choice([0.7, 1.0, 1.3])
    for training, temperature in ((True, 0), (False, warm), (True, warm)):
        symbols, table = stand_in(draw)
        table[:, symbols.index(NEWLINE)] = -40.0  # line ends are the other check's matter
        start = "".join(draw.choice(symbols.replace(NEWLINE, "")) for _ in range(draw.size(3, 6)))
        length, ahead = draw.size(9, 14), len(start)
        text, reply = written(
            student, symbols, table, start, length, training=training, temperature=temperature
        )
        made = reply.tensor("calls").tolist()
        expect(bool(made), "The model was never called.")
        read, states, carried, modes, grads, letters = zip(*made, strict=True)
        several = len(read) > 1 and read[1] == ahead and len(text) > ahead + length
        hint = "The first drawing gave several characters, one for each row. Draw one, from the last row."
        expect(not several, hint)
        hint = "The first call got a state. Nothing has been read yet: pass None, or leave it out."
        expect(not states[0], hint)
        hint = (
            "The text that was read already is read again. After the start, feed only the newest character."
        )
        expect(max(read[1:], default=1) == 1, hint)
        expect(all(states[1:]), "A later call got no state: pass on the state that the model returned.")
        hint = "A later call did not get the state that the model returned last: pass it on as it is."
        expect(all(carried[1:]), hint)
        hint = "Not all of the start was read. Read it whole, from the first character."
        expect(sum(read) >= min(len(text), ahead + length) - 1, hint)
        expect(sum(read) <= ahead + length, "More characters were read than there are: each is read once.")
        fed = [letter for letter, n in zip(letters, accumulate(read, initial=0), strict=False) if n >= ahead]
        new = [symbols.find(c) for c in text.replace("\n", NEWLINE)[ahead:]]
        same = fed[:length] == new[: len(fed)] or not text.startswith(start) or len(new) != length
        hint = "A character was fed back that is not the newest of the text: feed the one that was drawn."
        expect(same, hint)
        hint = "The first character that was read is not the first of the start."
        expect(letters[0] == symbols.index(start[0]), hint)
        expect(
            not any(modes), "The model, or a part of it, was in train mode while it wrote: call model.eval()."
        )
        hint = (
            "Gradients were recorded: write under torch.no_grad(), or the graph grows with every character."
        )
        expect(not any(grads), hint)
        came, left = ("train", "eval") if training else ("eval", "train")
        top, *inner = reply.tensor("modes").tolist()
        hint = (
            f"The model came in {came} mode and is left in {left} mode. Bring back the mode in which it came."
        )
        expect(top == training, hint)
        hint = f"The model came in {came} mode, and its layers are left in {left} mode: model.train(kept) reaches all of them."
        expect(inner == [training] * len(inner), hint)


def spread(draw, size, reach):
    """Return the scores after three sets of characters: in any order, from 0 to `reach`."""
    return torch.stack([draw.permutation(size) * reach / (size - 1) for _ in range(3)])


@check("04_char_lstm.gen_text", points=1)
def temperature(student, draw):
    """Characters come as often as the formula says: few and many, any temperature, the first draw alone."""
    sure = torch.stack([80.0 * torch.arange(3).roll(r) for r in range(3)])  # each row of another character
    near = torch.tensor([0, -0.01, -3])[torch.stack([draw.permutation(3) for _ in range(3)])]
    for scores, temperature, length, times in (
        (spread(draw, 9, 3), 1.0, 500, 1), (spread(draw, 4, 5), 2, 400, 1), (spread(draw, 3, 1), 0.4, 400, 1),
        (spread(draw, 26, 5), 2.0, 250, 3), (spread(draw, 26, 3), 0.1, 100, 1), (near, 0.01, 200, 1),
        (spread(draw, 5, 240), 120, 300, 1), (sure, 1.0, 1, 61), (spread(draw, 4, 4), 1.5, 1, 151),
        (spread(draw, 26, 1), 2.0, 800, 1),
    ):  # fmt: skip
        symbols, table = string.ascii_lowercase[: scores.shape[1]], scores.log_softmax(-1)
        start = 30 * "cb" + "a" if scores is sure else "cba"
        given = {"temperature": temperature, "times": times, "seed": draw.size(0, 9999), "memory": 0}
        texts, _ = written(student, symbols, table, start, length, **given)
        texts, counts = texts.split("|"), torch.zeros_like(table)
        expect(sum(map(len, texts)) > 0.75 * length * times, "Far fewer new characters came back than asked.")
        for text in texts[: max(1, times - 1)]:
            new = text.removeprefix(start)[:length]
            for last, letter in pairwise(symbols.find(c) for c in "a" + new):
                counts[(last + 1) % 3, letter] += 1
        hint = "Two calls draw the same text: is a seed set inside? Leave the random numbers alone."
        expect(length == 1 or times == 1 or texts[0] != texts[1], hint)
        hint = "The first new character is drawn from all rows. Draw one, from the last row only."
        expect(scores is not sure or counts.max() == counts.sum(), hint)
        most = counts.gather(1, table.argmax(-1, keepdim=True)).sum() == counts.sum()
        hint = (
            "The most likely character comes every time: draw at a small temperature, too. Only 0 is greedy."
        )
        expect(scores is not near or not most, hint)
        expect_frequencies(counts, table, temperature, "log-probabilities")
        hint = "After the same torch.manual_seed another text comes: draw with torch.multinomial."
        expect(length == 1 or texts[0] == texts[-1], hint)
