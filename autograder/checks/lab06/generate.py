"""Exercise 6.7: Generate."""

import string

import torch

from autograder.check import Failed, check, expect
from autograder.checks.lab06.common import ALPHABET, EOS, N_LETTERS, hot, line_numbers, machine, machine_step
from autograder.contracts import keeps_promises


def call_greedy(names, kept, category, start, longest, stop, training, recur, read, kind, say):
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
    try:
        name = names["generate"](model, category, start, longest=longest)
    except StopIteration as error:
        raise ValueError(str(error)) from None
    except ZeroDivisionError:
        raise ValueError("temperature 0 divides by zero. It means greedy: take the best letter") from None
    except IndexError:
        raise ValueError("EOS, 58, is no letter of ALPHABET: stop before you add it") from None
    except RuntimeError as error:
        if "inf" not in str(error) and "nan" not in str(error):
            raise
        raise ValueError("temperature 0 divides by zero. It means greedy: take the best letter") from None
    return name, model.recorded, model.training, model.inner.training


def greedy_probe(names, **given):
    return {"name": call(names, {}, **given)[0]}  # noqa: F821


def write(weights, category, start, longest, stop, fault=""):
    """Return the greedy name of the stand-in, or what a mistake would write."""
    zeros = category.new_zeros(1, weights["recur"].shape[0])
    name, hidden, count = start, zeros, 0

    def read(letter, hidden):
        kind = torch.zeros_like(category) if fault == "category" else category
        return machine_step(kind, hot(line_numbers(letter), N_LETTERS, zeros.dtype), hidden, **weights)

    first = {"last": start[-1], "first": start[0]}.get(fault, start)
    for letter in first:
        logits, hidden = read(letter, zeros if fault == "state" else hidden)
        count += 1
    if fault == "twice":
        logits, hidden = read(start[-1], hidden)
        count += 1
    if fault == "fresh":
        hidden, count = zeros, 0
    while len(name) < longest:
        if fault == "state" or count < stop:
            letter = ALPHABET[logits[0, :EOS].argmax()]
        else:
            break
        name += letter
        logits, hidden = read(letter, zeros if fault == "state" else hidden)
        count += 1
    return name


READING = {
    "last": "Only the last start letter is read: read all of them, in order.",
    "first": "Only the first start letter is read: read all of them, in order.",
    "state": "The state is not carried from letter to letter.",
    "twice": "The last start letter is read twice: take the logits that came with it.",
    "category": "The category has no effect.",
    "fresh": "The state from reading the start is thrown away.",
}


def greedy_of(category, start, longest, stop, training, **weights):
    return write(weights, category, start, longest, stop), False, training, training


GREEDY = (
    "the name",
    "whether gradients are recorded while a name is written (work under torch.no_grad(), and they are not)",
    "the model's mode",
    "the mode of the model's parts",
)


def greedy_cases(draw, weights):
    """Return calls by what they show."""
    start = "".join(draw.choice(string.ascii_letters) for _ in range(3))

    def drawn(start, longest, stop, training=True, weights=weights, dtype=torch.float32):
        weights = {name: weight.to(dtype) for name, weight in weights.items()}
        category = hot(draw.integers(0, 2, 1), 3, dtype)
        return {
            "category": category,
            "start": start,
            "longest": longest,
            "stop": stop,
            "training": training,
            **weights,
        }

    return {
        "With a start of one letter, until EOS": drawn(start[0], 20, 7),
        "With a start of three letters, up to `longest` (those of the start count)": drawn(
            start, 9, 99, False
        ),
        "With a start of one letter, up to `longest`": drawn(start[1], 5, 99),
        "Where EOS comes at once": drawn(start, 20, 3, False),
        "Where `longest` is one more than the start": drawn(start, 4, 99),
        "With all kinds of characters in the start": drawn("-' .,;Zz", 20, 12),
        "With another model, in float64": drawn(
            start[0], 12, 99, weights=machine(draw, 3), dtype=torch.float64
        ),
        "With a name of 150 letters": drawn(start[0], 150, 999, False),
        "With the first start again": drawn(start[0], 20, 7),
    }


@check("06_name_generation.generate", points=1)
def greedy(student, draw):
    """Greedy names of every length are those that the model says; it keeps its mode, and no gradients."""
    category = hot(draw.integers(0, 2, 1), 3)
    start = "".join(string.ascii_letters[i] for i in draw.sizes(draw.size(3, 4), 0, 51))
    stop = draw.size(9, 12)
    for _ in range(50):  # until no mistake writes what another one writes
        weights = machine(draw, 3)
        faults = {fault: write(weights, category, start, 20, stop, fault) for fault in ("", *READING)}
        longer = [name for name in faults.values() if name.startswith(faults[""])]
        if len({*faults.values()}) == len(faults) and len(longer) == 1:
            break
    given = {"category": category, "start": start, "stop": stop, "training": True, **weights}
    name = student.run(greedy_probe, call=call_greedy, **given, longest=20).text("name")
    expected = faults[""]
    expect(name.startswith(start), "The name must begin with all the start letters.")
    expect(name == expected or not name.startswith(expected), "The name goes on after EOS: stop there.")
    for fault, hint in READING.items():
        expect(name != faults[fault], hint)
    expect(name == expected or name != expected[:-1], "The name ends one letter too early.")
    drawn = greedy_cases(draw, weights)
    keeps_promises(student, call_greedy, [*drawn.values()], greedy_of, results=GREEDY, notes=tuple(drawn))


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
    found, model, most = torch.zeros(table.shape), Model(), len(start) + (1 if longest < 10 else longest)
    written = set()
    for _ in range(calls):
        try:
            name = names["generate"](model, torch.eye(3)[:1], start, temperature, longest)
        except (RuntimeError, ValueError, OverflowError) as error:
            if not any(word in str(error) for word in ("nan", "probab", "finite", "range", "inf")):
                raise
            return {"problem": "numbers"}
        except StopIteration:
            return {"problem": "endless"}
        if not isinstance(name, str):
            return {"problem": f"type {type(name).__name__}"}
        if not name.startswith(start):
            return {"problem": "start"}
        written.add(name)
        numbers = [alphabet.index(letter) for letter in name[:longest]]
        numbers += [58] * (len(numbers) < longest - 1)
        for place in range(len(start), min(len(numbers), most)):
            found[(numbers[place - 1] + place - 1) % len(table), numbers[place]] += 1
    return {"problem": "", "found": found, "distinct": len(written)}


SAMPLED = {
    "numbers": "With large logits the probabilities are no longer numbers: use softmax(logits / temperature), not exp.",
    "endless": "The name goes on after EOS.",
    "start": "The name must begin with all the start letters, also when letters are drawn.",
}


def far_off(found, chances):
    """Return how far the counts of the rows are beyond what their chances allow: by chance above 0 once in 10**10."""
    square, freedom = 0.0, 0
    for row, chance in zip(found.double(), chances.double(), strict=True):
        expected = row.sum() * chance
        if row[expected < 1e-6].sum() > 0:
            return float("inf")
        many = row * (row / expected).log() - row + expected > 30  # by Chernoff's bound once in 10**13
        if (many & (row > expected)).any():
            return float("inf")
        often = expected >= 10  # the others are taken together
        pairs = torch.stack([row[often], expected[often]], 1)
        pairs = torch.cat([pairs, torch.stack([row[~often].sum(), expected[~often].sum()])[None]])
        pairs = pairs[pairs[:, 1] >= 10]
        square += float(((pairs[:, 0] - pairs[:, 1]) ** 2 / pairs[:, 1]).sum())
        freedom += max(len(pairs) - 1, 0)
    return square - (freedom + 2 * (24.0 * freedom) ** 0.5 + 48)


def drawn_table(draw, count, temperature, spread, best, end):
    """Return rows of logits over `count` letters, one of them better, and EOS with the chance `end`; far from 0."""
    table = torch.full((3, N_LETTERS), -90.0)
    chosen = draw.permutation(EOS)[:count]
    for row in table:
        row[chosen] = spread * draw.uniform(count)
        row[chosen[draw.size(0, count - 1)]] += best
        row[EOS] = row[chosen].logsumexp(0) + torch.tensor(end).logit() if end else -90.0
    return 100.0 + temperature * table


# temperature, letters, spread of their scores, how much better the best one is, chance of EOS, longest, calls
SAMPLINGS = (
    (0.5, 4, 0.5, 2.5, 0.0, 200, 4),
    (0.05, 3, 1.0, 1.0, 0.0, 200, 3),
    (1.0, 58, 4.0, 0.0, 0.05, 200, 40),
    (4.0, 8, 0.5, 1.0, 0.02, 200, 15),
    (1.0, 58, 4.0, 0.0, 0.05, 6, 80),
    (4.0, 4, 0.5, 0.0, 0.05, 6, 80),
)


@check("06_name_generation.generate", points=1)
def sampled(student, draw):
    """Drawn letters, the first and the later ones, come with the chances of softmax(logits / temperature)."""
    for temperature, count, spread, best, end, longest, calls in SAMPLINGS:
        table = drawn_table(draw, count, temperature, spread, best, end)
        given = {
            "start": draw.choice(string.ascii_letters),
            "temperature": temperature,
            "longest": longest,
            "calls": calls,
        }
        reply = student.run(sampled_probe, table=table, **given)
        problem = reply.text("problem")
        expect(not problem, SAMPLED.get(problem, f"Return a string, not {problem[5:45]}."))
        found, scores = reply.tensor("found"), table.double() - table.max()
        if far_off(found, (scores / temperature).softmax(-1)) <= 0:
            continue
        hint = "The same letters come at each call: draw, with a new chance each time, at every temperature above 0, and set no seed."
        expect(reply.number("distinct") > 1 and ((found > 0).sum(1) > 1).any(), hint)
        which = "letters" if longest > 10 else "first letters that are drawn"
        where = f"The {which} do not come with the chances softmax(logits / {temperature})"
        others = {
            "the temperature has no effect: divide the logits by it": 1.0,
            "the logits are multiplied by the temperature: divide by it": 1 / temperature,
            "the logits are divided by the temperature twice": temperature**2,
        }
        if (found.sum(0) > 0).sum() > count + 5:
            others["every letter is drawn alike: use softmax(logits / temperature)"] = 1e9
        off = {said: far_off(found, (scores / other).softmax(-1)) for said, other in others.items()}
        said = min(off, key=off.get)
        expect(off[said] > 0, f"{where}: {said}.")
        hint = "Does every letter, EOS too, keep its chance, and does the model read, once each, the letters that were drawn?"
        raise Failed(f"{where}. {hint}")
