"""Exercise 6.7: Generate."""

import string

import torch

from autograder.check import check
from autograder.checks.lab06.common import ALPHABET, EOS, N_LETTERS, hot, line_numbers, machine, machine_step
from autograder.checks.shared import expect_frequencies, handed
from autograder.contracts import keeps_promises
from autograder.expect import expect
from autograder.reply import Failed


def call_greedy(names, kept, category, start, longest, stop, training, twins, recur, read, kind, say):
    """Let the student's function write with a model that says EOS once it has read `stop` letters."""

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.own = torch.nn.Parameter(recur.new_zeros(()))
            self.inner = torch.nn.Dropout(0.0)
            self.calls, self.recorded = 0, False

        def init_hidden(self, batch_size):
            return recur.new_zeros(batch_size, recur.shape[0] + 1)

        def forward(self, category, letter, hidden):
            self.calls += 1
            if self.calls > 400:
                raise StopIteration("It never ends: stop at EOS, and at `longest` letters.")
            if letter.shape != (1, read.shape[0]):
                raise StopIteration(
                    f"A letter must go into the model one-hot, [1, 59], not {list(letter.shape)}."
                )
            state = torch.tanh(hidden[:, :-1] @ recur + letter.to(read) @ read + category @ kind)
            count = hidden[:, -1:] + 1
            logits = state @ say + 0 * self.own
            end = 0 * logits[:, -1:] + 2e3 * (count >= stop) - 1e3
            self.recorded |= logits.requires_grad
            return torch.cat([logits[:, :-1], end], 1), torch.cat([state, count], 1)

    model = Model().train(training)
    zero = "temperature 0 divides by zero. It means greedy: take the best letter"
    try:
        name = handed(names["generate"], model, category, start, modes=False, longest=longest)
    except StopIteration as error:
        raise ValueError(str(error)) from None
    except ZeroDivisionError:
        raise ValueError(zero) from None
    except IndexError:
        raise ValueError("EOS, 58, is no letter of ALPHABET: stop before you add it") from None
    except RuntimeError as error:
        raise (ValueError(zero) if "inf" in str(error) or "nan" in str(error) else error) from None
    if twins and isinstance(name, str):  # of two letters with equal scores, either is right
        order = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;'-"
        name = "".join(order[order.index(letter) // 2 * 2] for letter in name)
    return name, model.recorded, model.training, model.inner.training


def write(weights, category, start, longest, stop, fault=""):
    """Return the greedy name of the stand-in, or what a mistake would write."""
    zeros = category.new_zeros(1, weights["recur"].shape[0])
    name, hidden, stop = start, zeros, 999 if fault == "end" else stop
    kind = 0 * category if fault == "category" else category
    logits, reads, first = (
        zeros,
        0,
        {"last": start[-1], "first": start[0], "twice": start + start[-1]}.get(fault, start),
    )
    for count, letter in enumerate(first + longest * " "):
        if count >= len(first):
            if len(name) >= longest or (fault != "state" and reads >= stop):
                return name
            letter = ALPHABET[logits[0, :EOS].argmax()]
            name += letter
        if fault == "state" or (fault == "fresh" and count == len(first)):
            hidden, reads = zeros, 0
        reads += 1
        logits, hidden = machine_step(
            kind, hot(line_numbers(letter), N_LETTERS, zeros.dtype), hidden, **weights
        )


READING = {
    "last": "Only the last start letter is read: read all of them, in order.",
    "first": "Only the first start letter is read: read all of them, in order.",
    "state": "The state is not carried from letter to letter.",
    "twice": "The last start letter is read twice: take the logits that came with it.",
    "category": "The category has no effect.",
    "fresh": "The state from reading the start is thrown away.",
    "end": "The name goes on after EOS: stop there.",
}


def greedy_of(category, start, longest, stop, training, twins, **weights):
    name = write(weights, category, start, longest, stop)
    if twins:
        name = "".join(ALPHABET[ALPHABET.index(letter) // 2 * 2] for letter in name)
    return name, False, training, training


def misread(category, start, longest, stop, training, twins, **weights):
    right = write(weights, category, start, longest, stop)
    known = {said: write(weights, category, start, longest, stop, fault) for fault, said in READING.items()}
    return known | {
        "The name must begin with all the start letters.": right[len(start) :],
        "The name ends one letter too early.": right[:-1],
    }


GREEDY = (
    "the name",
    "whether gradients are recorded while a name is written (work under torch.no_grad(), and they are not)",
    "the model's mode",
    "the mode of the model's parts",
)


def greedy_cases(draw):
    """Return calls by what they show; of the first one, no mistake writes what another one writes."""
    start = "".join(string.ascii_letters[i] for i in draw.sizes(4, 0, 51))
    weights = {}

    def drawn(start, longest, stop, training=True, twins=False, scale=1.0, dtype=torch.float32):
        given = {name: weight.to(dtype) for name, weight in weights.items()}
        given["say"] = scale * given["say"]
        if twins:
            rows = torch.arange(N_LETTERS) // 2 * 2
            given |= {"read": given["read"][rows], "say": given["say"][:, rows]}
        case = {"category": hot(draw.integers(0, 2, 1), 3, dtype), "start": start, "longest": longest}
        return case | {"stop": stop, "training": training, "twins": twins, **given}

    while True:
        weights = machine(draw, 3)
        general = drawn(start, 20, draw.size(9, 12))
        names = {greedy_of(**general)[0], *misread(**general).values()}
        if len(names) == len(READING) + 3:
            break
    close = drawn(start[0], 20, 99, scale=0.003)
    close["say"][:, 1::2] = 1.0002 * close["say"][:, :-1:2]
    return {
        "With a start of four letters, until EOS": general,
        "With the same start, once the model has learned": general | machine(draw, 3),
        "With a start of one letter, until EOS": drawn(start[0], 20, 7),
        "With a start of three letters, up to `longest` (those of the start count)": drawn(
            start[:3], 9, 99, False
        ),
        "With a start of one letter, up to `longest`": drawn(start[1], 5, 99),
        "Where EOS comes at once, after a space": drawn(start[:2] + " ", 20, 3, False),
        "Where `longest` is one more than the start": drawn(start[:3], 4, 99),
        "With all kinds of characters in the start": drawn(" -'.,;Zz", 20, 12),
        "With another category, in float64": drawn(start[0], 12, 99, dtype=torch.float64),
        "With a name of 105 letters": drawn(start[0], 105, 999, False),
        "With scores that hardly differ": close,
        "Where two letters have the same highest score (one of them comes)": drawn(
            start[2], 20, 99, twins=True
        ),
    }


@check("06_name_generation.generate", points=1)
def greedy(student, draw):
    """Greedy names of every length are those that the model says; it keeps its mode, and no gradients."""
    drawn = greedy_cases(draw)
    keeps_promises(
        student,
        call_greedy,
        [*drawn.values()],
        greedy_of,
        results=GREEDY,
        notes=tuple(drawn),
        mistakes=misread,
    )
    table, given = drawn_table(draw, 1, 4, 1.0, 1.0, 0.0, 0.0), {"start": "Ab", "temperature": 1.0}
    problem = student.run(sampled_probe, table=table, **given, longest=5, calls=1).text("problem")
    hint = "Drawn letters: the name has more than `longest` letters, those of the start counted in."
    expect(problem != "long", hint)


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
            return {"problem": "numbers"}
        except StopIteration:
            return {"problem": "endless"}
        if not isinstance(name, str):
            return {"problem": f"type {type(name).__name__}"}
        if not name.startswith(start):
            return {"problem": "start"}
        if len(name) > longest and calls == 1:
            return {"problem": "long"}
        written.add(name)
        numbers = [alphabet.index(letter) for letter in name[:longest]]
        numbers += [58] * (len(numbers) < longest - 1)
        for place in range(1, min(len(numbers), 2 if longest < 10 else longest)):
            found[(numbers[place - 1] + place - 1) % len(table), numbers[place]] += 1
    return {"problem": "", "found": found, "distinct": len(written)}


ROUNDED = "With two letters and a temperature of 4, they do not come as often as softmax(logits / temperature) says: is anything rounded?"
SAMPLED = {
    "numbers": "With large logits the probabilities are no longer numbers, or all zero: use softmax(logits / temperature), not "
    "exp, and no power.",
    "endless": "The name goes on after EOS.",
    "start": "The name must begin with all the start letters, also when letters are drawn.",
}


def drawn_table(draw, rows, count, temperature, spread, best, end):
    """Return rows of logits, each over `count` letters of its own, and EOS with the chance `end`; far from 0."""
    table, letters = torch.full((rows, N_LETTERS), -90.0), draw.permutation(EOS)
    for row, chosen in zip(table, letters.split(count), strict=False):
        row[chosen] = spread * (torch.arange(count) / (count - 1) - 0.5)
        row[chosen[-1]] += best
        row[EOS] = row[chosen].logsumexp(0) + torch.tensor(end).logit() if end else -90.0
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
    for temperature, rows, count, spread, best, end, longest, calls in SAMPLINGS:
        table = drawn_table(draw, rows, count, temperature, spread, best, end)
        start = draw.choice(string.ascii_letters)
        given = {"start": start, "temperature": temperature, "longest": longest, "calls": calls}
        reply = student.run(sampled_probe, table=table, **given)
        problem = reply.text("problem")
        expect(not problem, SAMPLED.get(problem, f"Return a string, not {problem[5:45]}."))
        found, chances = reply.tensor("found"), (table.double() / temperature).softmax(-1)
        hint = "The same letters come at each call: draw, with a new chance each time, at every temperature above 0, and set no seed."
        expect(reply.number("distinct") > 1 and ((found > 0).sum(1) > 1).any(), hint)
        hint = "Letters with a small chance hardly ever come: draw from all of them, with chances that are not rounded."
        expect(best == 0 or (found > 0).sum() > 7, hint)  # by chance once in 10**8
        why = " Does every letter, EOS too, keep its chance, and does the model read, once each, the letters that were drawn?"
        try:
            expect_frequencies(found, table.double(), temperature, "logits")
        except Failed as failed:
            said = {3: f"Of the first letters that are drawn: {failed}{why}", 160: f"{ROUNDED}{why}"}
            raise Failed(said.get(longest, f"{failed}{why}")) from None
        expect(not found[chances < 1e-6].any(), f"Letters come that have hardly any chance.{why}")
    table = drawn_table(draw, 2, 4, 1.0, 1.0, 0.0, 0.0)
    table[0, EOS] = 200.0  # the guess after A, before the next letter of the start is read
    given = {"start": "Aa", "temperature": 1.0, "longest": 12, "calls": 3}
    reply = student.run(sampled_probe, table=table, **given)
    hint = "An EOS that the model guesses while the start is read ends nothing: only the guess after the last start letter counts."
    expect(reply.has("found") and not reply.tensor("found")[1, EOS], hint)
