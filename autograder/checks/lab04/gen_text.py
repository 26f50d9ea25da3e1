"""Exercise 4.4: gen_text."""

import string
from itertools import accumulate, pairwise

import torch

from autograder.check import check, travels
from autograder.checks.lab04.common import NEWLINE, of_kind
from autograder.checks.shared import expect_frequencies, handed
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_each

PLACES = 97  # of the stand-in's memory


@travels
def stand_in_model(symbols, table, memory):
    """Return a model that writes down its calls; its answers depend on all that it read, or with memory 0 on the newest."""

    class StandIn(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vocab_size, self.anchor = len(symbols), torch.nn.Parameter(table.new_zeros(1))
            self.calls, self.last, self.inner = [], None, torch.nn.Dropout(0.4)

        def forward(self, sentence, state=None):
            shape = list(sentence.shape)
            if len(shape) != 3 or shape[0] != 1 or shape[2] != len(symbols):
                raise ValueError(f"the model got {shape}, it reads one-hot [1, seq, {len(symbols)}]")
            if not sentence.is_floating_point() or not bool((sentence.sum(-1) == 1).all()):
                raise ValueError("the model reads one-hot vectors, float32")
            if state is not None and (not isinstance(state, (tuple, list)) or len(state) != 2):
                raise ValueError("the state is a pair (h, c)")
            if sentence.device != table.device:
                raise ValueError("the model lies on `device`, what it is to read does not")
            place = 0 if state is None else round(10 * float(state[0]) + float(state[1])) % len(table)
            letters, training = sentence[0].argmax(-1).tolist(), self.training or self.inner.training
            given, carried = state is not None, state is None or place == self.last
            self.calls.append([len(letters), given, carried, training, torch.is_grad_enabled(), letters[0]])
            rows = []
            for letter in letters:
                place = (memory * place + letter + 1) % len(table)
                rows.append(table[place])
            self.last, one = place, torch.ones(1, 1, 1)
            return torch.stack(rows) + 0 * self.anchor, (one * (place // 10), one * (place % 10))

    return StandIn()


def call_text(names, kept, symbols, table, start, length, temperature):
    import inspect

    from course.text import Vocabulary

    asked = stand_in_model(symbols, table, 5), start, Vocabulary(symbols), length
    scope = inspect.unwrap(names["gen_text"]).__globals__
    own = scope.get("device")
    scope["device"] = table.device
    try:
        return handed(names["gen_text"], *asked, modes=False, temperature=temperature)
    finally:
        scope["device"] = own


def write_probe(
    names, symbols, table, start, length, training=False, memory=5, times=1, seed=0, **temperature
):
    """Let the student's gen_text write with a stand-in; of several texts the last is drawn with the seed of the first."""
    from course.text import Vocabulary

    model, vocab, texts = stand_in_model(symbols, table, memory).train(training), Vocabulary(symbols), []
    for i in range(times):
        if times > 1 and i in (0, times - 1):
            torch.manual_seed(seed)
        text = names["gen_text"](model, start, vocab, length, **temperature)
        texts.append(of_kind(str, text, "Return one string."))
    calls, modes = torch.tensor(model.calls, dtype=torch.int64), [m.training for m in model.modules()]
    return {"texts": "|".join(texts), "calls": calls.view(-1, 6), "modes": torch.tensor(modes)}


def after(symbols, place, letters):
    """Return the places of the stand-in's memory after each of these letters."""
    return list(accumulate(letters, lambda p, c: (5 * p + symbols.index(c) + 1) % PLACES, initial=place))[1:]


FIRST = "Only the last row is about the next character."
MISTAKES = {
    "forget": "The state is lost: after the start, each character is chosen as if only the newest one had been read.",
    "first row": f"The first new character is chosen from the first row. {FIRST}",
    "all rows": f"The first new character is chosen from all rows together. {FIRST}",
    "whole": "The whole text is read again in each step, on top of a state that has read it already.",
    "twice": "The last character of the start is read twice.",
}


def spell(symbols, table, start, length, mistake=""):
    """Return what greedy writing gives, before line ends are shown, with one of the mistakes or none."""
    places, text = after(symbols, 0, start), start
    place = after(symbols, places[-1], start[-1])[0] if mistake == "twice" else places[-1]
    row = places[0] if mistake == "first row" else place
    for i in range(length):
        scores = table[places] if mistake == "all rows" and i == 0 else table[row]
        text += symbols[scores.argmax() % len(symbols)]
        read = text if mistake == "whole" else text[-1]
        row = place = after(symbols, 0 if mistake == "forget" else place, read)[-1]
    return text


def shown(text):
    return text.replace(NEWLINE, "\n")


def right_text(temperature, **story):
    return shown(spell(**story))


def stand_in(draw):
    """Draw the symbols and the table of scores of a stand-in, and a start without line ends."""
    at = draw.sizes(draw.size(5, 8), 0, len(string.ascii_letters) - 1)
    letters = [string.ascii_letters[i] for i in at]
    symbols = "".join(sorted([NEWLINE, *letters]))
    start = "".join(draw.choice(letters) for _ in range(draw.size(3, 6)))
    return symbols, draw.normal(PLACES, len(symbols), scale=2.0), start


def drawn_story(draw):
    """Draw a stand-in and a start with a line end; what follows begins with one and has another, not in a row.

    Each known mistake with the state gives another text.
    """
    while True:
        symbols, table, start = stand_in(draw)
        start = NEWLINE + start
        table[after(symbols, 0, start)[-1], symbols.index(NEWLINE)] = 10.0
        story = {
            "symbols": symbols,
            "table": table.log_softmax(-1),
            "start": start,
            "length": draw.size(10, 15),
        }
        right, others = spell(**story), [spell(**story, mistake=mistake) for mistake in MISTAKES]
        later = right[len(start) + 1 :]
        if right not in others and NEWLINE in later and len(set(later)) > 2:
            return story


@check("04_char_lstm.gen_text", points=1)
def greedy(student, draw):
    """With temperature 0 the text is known: any start, long texts, and what every exercise promises."""
    story = drawn_story(draw)
    text, right = student.run(write_probe, **story).text("texts"), spell(**story)
    start, length, new = story["start"], story["length"], right[len(story["start"]) :]
    first = "The first new character is a line end and still a $. Later ones are shown: treat all alike."
    exact = {
        first: shown(start) + new[0] + shown(new[1:]),
        "Line ends are missing: show each as a real line end, do not drop it.": right.replace(NEWLINE, ""),
        "A $ in the start is not shown as a line end: everywhere means there, too.": start + shown(new),
        "A line end is still a $: show it as a real line end.": right,
    }
    known = {
        "The start is missing: return start and the new characters.": new,
        "One character too many: exactly `length` new ones.": spell(**story | {"length": length + 1}),
        "One character too few: exactly `length` new ones.": right[:-1],
        "The start counts in your length: exactly `length` *new* characters.": right[:length],
    }
    known |= {hint: spell(**story, mistake=name) for name, hint in MISTAKES.items()}
    expect_each({hint: text != wrong for hint, wrong in exact.items()})
    expect_each({hint: shown(text) != shown(wrong) for hint, wrong in known.items()})
    right, plain, extra = shown(right), shown(text), len(text) - len(right)
    expect_each({
        "Not all line ends are shown as real line ends.": text == right or plain != right,
        "The returned text should begin with the start.": text.startswith(shown(start)),
        f"{abs(extra)} characters too {'many' if extra > 0 else 'few'}: exactly `length` new ones.": extra == 0,
        "With temperature 0, the new characters are not the most probable ones.": text == right,
    })  # fmt: skip
    symbols, cases, notes = "\t $ABabé", [], []
    for start, length, zero in (
        (" aB ", 9, 0), (" bB ", 9, 0.0), ("\té\t", 150, 0), ("$", 1, 0), ("a$ ", 70, 0.0), ("a", 12, 0), (99 * "bA", 250, 0.0),
    ):  # fmt: skip
        table = draw.normal(PLACES, len(symbols), scale=2.0)
        line_end_last = 20 * (length == 1)
        table[after(symbols, 0, start)[-1], symbols.index(NEWLINE)] += line_end_last
        story = {"symbols": symbols, "table": table.log_softmax(-1), "start": start, "length": length}
        cases.append(story | {"temperature": zero})
        said = f"With temperature 0, the start {start[:9]!r}, {len(start)} long, and {length} new characters"
        notes.append(said)
    keeps_promises(student, call_text, cases, right_text, results=("the text",), notes=notes)


@check("04_char_lstm.gen_text", points=1)
def calls(student, draw):
    """The start is read once, then each character that was written; eval mode and no gradients meanwhile."""
    warm = draw.choice([0.7, 1.0, 1.3])
    for training, temperature in ((True, 0), (False, warm), (True, warm)):
        symbols, table, start = stand_in(draw)
        table[:, symbols.index(NEWLINE)] = -40.0  # line ends are the other check's matter
        length, ahead = draw.size(9, 14), len(start)
        story = {"symbols": symbols, "table": table.log_softmax(-1), "start": start, "length": length}
        reply = student.run(write_probe, training=training, temperature=temperature, **story)
        text, made = reply.text("texts"), reply.tensor("calls").tolist()
        top, *inner = reply.tensor("modes").tolist()
        expect(bool(made), "The model was never called.")
        read, states, carried, modes, grads, letters = zip(*made, strict=True)
        every_row = len(read) > 1 and read[1] == ahead and len(text) > ahead + length
        fed = [letter for letter, n in zip(letters, accumulate(read, initial=0), strict=False) if n >= ahead]
        new = [symbols.find(c) for c in text.replace("\n", NEWLINE)[ahead:]]
        newest = fed[:length] == new[: len(fed)] or not text.startswith(start) or len(new) != length
        came, left = ("train", "eval") if training else ("eval", "train")
        expect_each({
            "The first drawing gave several characters, one for each row. Draw one, from the last row.": not every_row,
            "The first call got a state. Nothing has been read yet: pass None, or leave it out.": not states[0],
            "The text that was read already is read again. After the start, feed only the newest character.": max(read[1:], default=1) == 1,
            "A later call got no state: pass on the state that the model returned.": all(states[1:]),
            "A later call did not get the state that the model returned last: pass it on as it is.": all(carried[1:]),
            "Not all of the start was read. Read it whole, from the first character.": sum(read) >= min(len(text), ahead + length) - 1,
            "More characters were read than there are: each is read once.": sum(read) <= ahead + length,
            "A character was fed back that is not the newest of the text: feed the one that was drawn.": newest,
            "The first character that was read is not the first of the start.": letters[0] == symbols.index(start[0]),
            "The model, or a part of it, was in train mode while it wrote: call model.eval().": not any(modes),
            "Gradients were recorded: write under torch.no_grad(), or the graph grows with every character.": not any(grads),
            f"The model came in {came} mode and is left in {left} mode. Bring back the mode in which it came.": top == training,
            f"The model came in {came} mode, and its layers are left in {left} mode: model.train(kept) reaches all of them.":
                inner == [training] * len(inner),
        })  # fmt: skip


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
        story = {"symbols": symbols, "table": table, "start": start, "length": length, "memory": 0}
        more = {"temperature": temperature, "times": times, "seed": draw.size(0, 9999)}
        texts = student.run(write_probe, **story, **more).text("texts").split("|")
        new, counts = sum(map(len, texts)), torch.zeros_like(table)
        expect(new > 0.75 * length * times, "Far fewer new characters came back than asked.")
        for text in texts[: max(1, times - 1)]:
            for last, letter in pairwise(symbols.find(c) for c in "a" + text.removeprefix(start)[:length]):
                counts[(last + 1) % 3, letter] += 1
        most = counts.gather(1, table.argmax(-1, keepdim=True)).sum() == counts.sum()
        expect_each({
            "Two calls draw the same text: is a seed set inside? Leave the random numbers alone.":
                length == 1 or times == 1 or texts[0] != texts[1],
            "The first new character is drawn from all rows. Draw one, from the last row only.":
                scores is not sure or counts.max() == counts.sum(),
            "The most likely character comes every time: draw at a small temperature, too. Only 0 is greedy.":
                scores is not near or not most,
        })  # fmt: skip
        expect_frequencies(counts, table, temperature, "log-probabilities")
        hint = "After the same torch.manual_seed another text comes: draw with torch.multinomial."
        expect(length == 1 or texts[0] == texts[-1], hint)
