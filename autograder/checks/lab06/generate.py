"""Exercise 6.7: Generate."""

import string

import torch

from autograder.check import check
from autograder.checks.lab06.common import ALPHABET, N_LETTERS, advance, hot, line_numbers, machine, promised
from autograder.checks.shared import amiss, expect_frequencies, handed
from autograder.expect import expect
from autograder.reply import Failed


def call_greedy(names, kept, category, start, longest, stop, training, twins, recur, read, kind, say):
    """Let the student's function write with a model that says EOS once it has read `stop` letters."""

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.own, self.inner = torch.nn.Parameter(recur.new_zeros(())), torch.nn.Dropout(0.0)
            self.calls, self.recorded = 0, False

        def init_hidden(self, batch_size):
            return recur.new_zeros(batch_size, recur.shape[0] + 1)

        def forward(self, category, letter, hidden):
            self.calls += 1
            if self.calls > 400:
                amiss("It never ends: stop at EOS, and at `longest` letters.")
            if letter.shape != (1, read.shape[0]):
                amiss(f"A letter must go into the model one-hot, [1, 59], not {list(letter.shape)}.")
            if letter.dtype == torch.float64 != read.dtype:
                amiss(
                    "A letter goes into this float32 model as float64. Its dtype is float32, or the model's."
                )
            state = torch.tanh(hidden[:, :-1] @ recur + letter.to(read.dtype) @ read + category @ kind)
            count = hidden[:, -1:] + 1
            logits = state @ say + 0 * self.own
            end = 0 * logits[:, -1:] + 2e3 * (count >= stop) - 1e3
            self.recorded |= logits.requires_grad
            return torch.cat([logits[:, :-1], end], 1), torch.cat([state, count], 1)

    model = Model().train(training)
    try:
        name = handed(names["generate"], model, category, start, modes=False, longest=longest)
    except IndexError:
        raise ValueError("EOS, 58, is no letter of ALPHABET: stop before you add it") from None
    except (RuntimeError, ZeroDivisionError) as error:
        if not any(word in str(error) for word in ("inf", "nan", "zero")):
            raise
        raise ValueError("temperature 0 divides by zero. It means greedy: take the best letter") from None
    if twins and isinstance(name, str):  # of two letters with equal scores, either is right
        order = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;'-"
        name = "".join(order[order.index(letter) // 2 * 2] for letter in name)
    return name, model.recorded, model.training, model.inner.training


def write(weights, category, start, longest, stop, first="", forgets=()):
    """Return the greedy name of the stand-in; a mistake reads `first`, and forgets its state before these letters."""
    name, first, reads = start, first or start, 0
    logits = zeros = hidden = category.new_zeros(1, len(weights["recur"]))
    for count, letter in enumerate(first + longest * " "):
        if count >= len(first):
            if len(name) >= longest or reads >= stop:
                return name
            letter = ALPHABET[logits[0, :-1].argmax()]
            name += letter
        hidden, reads = (zeros, 1) if count in forgets else (hidden, reads + 1)
        read = hot(line_numbers(letter), N_LETTERS, zeros.dtype)
        logits, hidden = advance(category, read, hidden, **weights)


def greedy_of(category, start, longest, stop, training, twins, **weights):
    name = write(weights, category, start, longest, stop)
    if twins:
        name = "".join(ALPHABET[number // 2 * 2] for number in line_numbers(name))
    return name, False, training, training


def misread(category, start, longest, stop, training, twins, **weights):
    """Return hint → the name of each known mistake."""
    given = {"category": category, "start": start, "longest": longest, "stop": stop}
    right, twice = write(weights, **given), {"first": start + start[-1]}
    faults = {
        "Only the last start letter is read: read all of them, in order.": {"first": start[-1]},
        "Only the first start letter is read: read all of them, in order.": {"first": start[0]},
        "The last start letter is read twice: take the logits that came with it.": twice,
        "The state is not carried from letter to letter.": {"forgets": range(999)},
        "The state from reading the start is thrown away.": {"forgets": [len(start)]},
        "The category has no effect.": {"category": 0 * category},
        "The name goes on after EOS: stop there.": {"stop": 999},
    }
    return {said: write(weights, **(given | fault)) for said, fault in faults.items()} | {
        "The name must begin with all the start letters.": right[len(start) :],
        "The name ends one letter too early.": right[:-1],
    }


GREEDY = (
    "the name",
    "whether gradients are recorded while a name is written (work under torch.no_grad(), and they are not)",
    "the model's mode",
    "the mode of the model's parts",
)


@check("06_name_generation.generate", points=1)
def greedy(student, draw):
    """Greedy names of every length are those that the model says; it keeps its mode, and no gradients."""
    start = "".join(string.ascii_letters[i] for i in draw.sizes(4, 0, 51))

    def drawn(start, longest, stop, training=True, twins=False, dtype=torch.float32):
        given = {"category": hot(draw.integers(0, 2, 1), 3, dtype), "start": start, "longest": longest}
        given |= {"stop": stop, "training": training, "twins": twins}
        return given | {name: weight.to(dtype) for name, weight in weights.items()}

    known = []  # of the first case, no mistake writes what another one writes
    while len(set(known)) < 10:
        weights = machine(draw, 3)
        general = drawn(start, 20, draw.size(9, 12))
        known = [greedy_of(**general)[0], *misread(**general).values()]
    counted, close = drawn(start[:3], 9, 99, False), drawn(start[0], 20, 99)
    close["say"] = 0.003 * close["say"]
    close["say"][:, 1::2] = 1.0002 * close["say"][:, :-1:2]
    alike, pairs = drawn(start[2], 20, 99, twins=True), torch.arange(N_LETTERS) // 2 * 2
    alike |= {"read": alike["read"][pairs], "say": alike["say"][:, pairs]}
    cases = {
        "With a start of four letters, until EOS": general,
        "With the same start, once the model has learned": general | machine(draw, 3),
        "With a start of one letter, until EOS": drawn(start[0], 20, 7),
        "With a start of three letters, up to `longest` (those of the start count)": counted,
        "With a start of one letter, up to `longest`": drawn(start[1], 5, 99),
        "Where EOS comes at once, after a space": drawn(start[:2] + " ", 20, 3, False),
        "Where `longest` is one more than the start": drawn(start[:3], 4, 99),
        "With all kinds of characters in the start": drawn(" -'.,;Zz", 20, 12),
        "With another category, in float64": drawn(start[0], 12, 99, dtype=torch.float64),
        "With a name of 105 letters": drawn(start[0], 105, 999, False),
        "With scores that hardly differ": close,
        "Where two letters have the same highest score (one of them comes)": alike,
    }
    promised(student, call_greedy, cases, greedy_of, GREEDY, mistakes=misread)
    table, given = drawn_table(draw, 1, 4, 1.0, 1.0, 0.0, 0.0), {"start": "Ab", "temperature": 1.0}
    problem = student.run(sampled_probe, table=table, **given, longest=5, calls=1).text("problem")
    expect(not problem.startswith("Drawn letters"), problem[:200])


def sampled_probe(names, table, start, temperature, longest, calls):
    """Let the student's function write; each row of `table` holds logits, and what was read says which row comes.

    Returns how often each symbol came by each row: of each name all, or where `longest` is small the first one drawn.
    """

    class Model(torch.nn.Module):
        def init_hidden(self, batch_size):
            return torch.zeros(batch_size, 1)

        def forward(self, category, letter, hidden):
            if hidden.item() > longest + 5:
                raise StopIteration
            return table[(letter.argmax(-1) + int(hidden.item())) % len(table)], hidden + 1

    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;'-"
    found, model, written = torch.zeros(table.shape), Model(), set()
    for _ in range(calls):
        try:
            name = names["generate"](model, torch.eye(3)[:1], start, temperature, longest)
        except (RuntimeError, ValueError, OverflowError, ZeroDivisionError) as error:
            if not any(word in str(error) for word in ("nan", "probab", "finite", "range", "inf", "zero")):
                raise
            lost = "With large logits the probabilities are no longer numbers, or all zero"
            return {"problem": f"{lost}: use softmax(logits / temperature), not exp, and no power."}
        except StopIteration:
            return {"problem": "The name goes on after EOS."}
        if not isinstance(name, str):
            return {"problem": f"Return a string, not {type(name).__name__[:35]}."}
        if not name.startswith(start):
            return {"problem": "The name must begin with all the start letters, also when letters are drawn."}
        if len(name) > longest and calls == 1:
            long = "the name has more than `longest` letters, those of the start counted in."
            return {"problem": f"Drawn letters: {long}"}
        written.add(name)
        numbers = [alphabet.index(letter) for letter in name[:longest]]
        numbers += [58] * (len(numbers) < longest - 1)
        for place in range(1, min(len(numbers), 2 if longest < 10 else longest)):
            found[(numbers[place - 1] + place - 1) % len(table), numbers[place]] += 1
    return {"problem": "", "found": found, "distinct": len(written)}


def drawn_table(draw, rows, count, temperature, spread, best, end):
    """Return rows of logits, each over `count` letters of its own, and EOS with the chance `end`; far from 0."""
    table, letters = torch.full((rows, N_LETTERS), -90.0), draw.permutation(N_LETTERS - 1)
    for row, chosen in zip(table, letters.split(count), strict=False):
        row[chosen] = spread * (torch.arange(count) / (count - 1) - 0.5)
        row[chosen[-1]] += best
        row[-1] = row[chosen].logsumexp(0) + torch.tensor(end).logit() if end else -90.0
    return (100.0 if temperature > 0.1 else 10.0) + temperature * table


# temperature, rows, letters, spread of their scores, how much better the best one is, chance of EOS, longest, calls
SAMPLINGS = (
    (2.0, 3, 6, 4.0, 0.0, 0.02, 100, 9),
    (0.0001, 2, 4, 3.0, 0.0, 0.0, 80, 2),
    (1.0, 1, 58, 0.2, 7.0, 0.02, 100, 9),
    (4.0, 1, 2, 0.98, 0.0, 0.0, 160, 3),
    (0.5, 3, 4, 3.0, 0.0, 0.3, 3, 280),
)


@check("06_name_generation.generate", points=1)
def sampled(student, draw):
    """Drawn letters, the first and the later ones, come with the chances of softmax(logits / temperature)."""
    rounded = "With two letters and a temperature of 4, they do not come as often as softmax(logits / temperature) says: is anything rounded?"
    for temperature, rows, count, spread, best, end, longest, calls in SAMPLINGS:
        table = drawn_table(draw, rows, count, temperature, spread, best, end)
        start = draw.choice(string.ascii_letters)
        given = {"start": start, "temperature": temperature, "longest": longest, "calls": calls}
        reply = student.run(sampled_probe, table=table, **given)
        problem = reply.text("problem")
        expect(not problem, problem[:200])
        found, chances = reply.tensor("found"), (table.double() / temperature).softmax(-1)
        hint = "The same letters come at each call: draw, with a new chance each time, at every temperature above 0, and set no seed."
        expect(reply.number("distinct") > 1 and ((found > 0).sum(1) > 1).any(), hint)
        hint = "Letters with a small chance hardly ever come: draw from all of them, with chances that are not rounded."
        expect(best == 0 or (found > 0).sum() > 7, hint)  # by chance once in 10**8
        why = " Does every letter, EOS too, keep its chance, and does the model read, once each, the letters that were drawn?"
        try:
            expect_frequencies(found, table.double(), temperature, "logits")
        except Failed as failed:
            said = {3: f"Of the first letters that are drawn: {failed}{why}", 160: f"{rounded}{why}"}
            raise Failed(said.get(longest, f"{failed}{why}")) from None
        expect(not found[chances < 1e-6].any(), f"Letters come that have hardly any chance.{why}")
    table = drawn_table(draw, 2, 4, 1.0, 1.0, 0.0, 0.0)
    table[0, -1] = 200.0  # the guess after A, before the next letter of the start is read
    given = {"start": "Aa", "temperature": 1.0, "longest": 12, "calls": 3}
    reply = student.run(sampled_probe, table=table, **given)
    hint = "An EOS that the model guesses while the start is read ends nothing: only the guess after the last start letter counts."
    expect(reply.has("found") and not reply.tensor("found")[1, -1], hint)
