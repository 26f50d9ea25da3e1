"""Exercise 6.7: Generate."""

import string

import torch

from autograder.check import check, expect, expect_shape
from autograder.checks.lab06.common import ALPHABET, EOS, N_LETTERS, hot, line_numbers, machine, machine_step


def greedy_probe(names, category, start, longest, stop, recur, read, kind, say):
    """Let the student's function write with a model that says EOS once it has read `stop` letters."""

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.own = torch.nn.Parameter(torch.zeros(1))
            self.calls, self.recorded, self.problem = 0, False, ""

        def init_hidden(self, batch_size):
            return torch.zeros(batch_size, recur.shape[0] + 1)

        def forward(self, category, letter, hidden):
            self.calls += 1
            if self.calls > 150:
                raise StopIteration("endless")
            if letter.shape != (1, read.shape[0]):
                self.problem = f"{list(letter.shape)}"
                raise StopIteration("letter")
            state = torch.tanh(hidden[:, :-1] @ recur + letter @ read + category @ kind)
            count = hidden[:, -1:] + 1
            logits = state @ say + 0 * self.own
            last = read.shape[0] - 1
            logits = torch.cat([logits[:, :last], torch.where(count >= stop, 1e3, -1e3)], 1)
            self.recorded |= logits.requires_grad
            return logits, torch.cat([state, count], 1)

    model = Model()
    try:
        name = names["generate"](model, category, start, longest=longest)
    except StopIteration as error:
        return {"problem": str(error), "got": model.problem}
    except ZeroDivisionError:
        return {"problem": "zero"}
    except IndexError:
        return {"problem": "index"}
    except RuntimeError as error:
        if "inf" not in str(error) and "nan" not in str(error):
            raise
        return {"problem": "zero"}
    return {"problem": "", "name": name, "recorded": model.recorded}


def write(weights, category, start, longest, stop, fault=""):
    """Return the greedy name of the stand-in, or what a mistake would write."""
    zeros = torch.zeros(1, weights["recur"].shape[0])
    name, hidden, count = start, zeros, 0

    def read(letter, hidden):
        kind = torch.zeros_like(category) if fault == "category" else category
        return machine_step(kind, hot(line_numbers(letter), N_LETTERS), hidden, **weights)

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


@check("06_name_generation.generate", points=1)
def greedy(student, draw):
    category = hot(draw.integers(0, 2, 1), 3)
    start = "".join(string.ascii_letters[i] for i in draw.sizes(draw.size(3, 4), 0, 51))
    stop, longest = draw.size(9, 12), draw.size(10, 14)
    for _ in range(50):  # until no mistake writes what another one writes
        weights = machine(draw, 3)
        faults = {fault: write(weights, category, start, 20, stop, fault) for fault in ("", *READING)}
        if len({*faults.values()}) == len(faults):
            break
    for letters, end, most in ((start, stop, 20), (start[:1], 99, longest)):
        given = {"category": category, "start": letters, "longest": most, "stop": end}
        reply = student.run(greedy_probe, **given, **weights)
        problem = reply.text("problem")
        expect(problem != "endless", "It never ends: stop at EOS, and at `longest` letters.")
        expect(problem != "letter", "A letter must go into the model one-hot, [1, 59].")
        expect(
            problem != "zero",
            "Temperature 0 divides by zero. It means greedy: take the best letter, without a division.",
        )
        expect(
            problem != "index",
            "A number outside ALPHABET is turned into a letter: EOS, 58, is no letter. Stop before you add it.",
        )
        name, expected = reply.text("name"), write(weights, category, letters, most, end)
        if name != expected:
            expect(name.startswith(letters), "The name must begin with all the start letters.")
            for fault, hint in READING.items():
                expect(letters != start or name != faults[fault], hint)
            expect(name != expected[:-1], "The name ends one letter too early.")
            expect(
                not expected.startswith(name),
                "The name ends before EOS and before `longest` letters.",
            )
            expect(
                not (len(expected) < most and name.startswith(expected)),
                "The name goes on after EOS: stop there.",
            )
            expect(
                not name.startswith(expected),
                "The name has more than `longest` letters: those of the start are counted in.",
            )
            expect(
                False,
                "The greedy name is not the one that the model says: the best letter at each step, read in turn.",
            )
        expect(
            not reply.flag("recorded"),
            "Gradients are recorded while a name is written. Work under torch.no_grad().",
        )


def sampled_probe(names, logits, temperature, count, offset):
    """Let the student's function write two letters each time, with the given logits."""

    class Model(torch.nn.Module):
        def init_hidden(self, batch_size):
            return torch.zeros(batch_size, 1)

        def forward(self, category, letter, hidden):
            steps = int(hidden.item()) + 1
            if steps > 30:
                raise StopIteration
            scores = logits[None] + offset
            if steps > 2:
                scores = torch.full_like(scores, offset - 1e4)
                scores[:, -1] = offset
            return scores, hidden + 1

    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;'-"
    found = torch.zeros(2, logits.shape[0])
    for _ in range(count):
        try:
            name = names["generate"](Model(), torch.eye(3)[:1], "Q", temperature)
        except (RuntimeError, ValueError) as error:
            words = str(error)
            if "nan" not in words and "probab" not in words:
                raise
            return {"problem": "numbers"}
        except StopIteration:
            return {"problem": "endless"}
        if not isinstance(name, str):
            return {"problem": type(name).__name__}
        if len(name) != 3:
            return {"problem": "length"}
        for place in (0, 1):
            found[place, alphabet.index(name[1 + place])] += 1
    return {"problem": "", "found": found / count}


@check("06_name_generation.generate", points=1)
def sampled(student, draw):
    chosen, found = draw.sizes(3, 0, EOS - 1), []
    kinds = {"": [], "ignored": [], "multiplied": [], "alike": [], "greedy": []}
    for scores, temperature in ((1.0, 0.3), (4.0, 4.0)):
        logits = torch.full((N_LETTERS,), -60.0)
        logits[chosen] = torch.tensor([scores, 0.0, 0.0])
        reply = student.run(sampled_probe, logits=logits, temperature=temperature, count=70, offset=200.0)
        problem = reply.text("problem")
        expect(
            problem != "numbers",
            "With large logits the probabilities are no longer numbers: use softmax(logits / temperature), not exp.",
        )
        expect(problem != "endless", "The name goes on after EOS.")
        expect(
            problem != "length",
            "The model says EOS after two letters, surely, and the name has another length. Does EOS keep its "
            "probability, and is the state carried on?",
        )
        expect(problem == "", f"Return a string, not {problem[:40]}.")
        found.append(reply.tensor("found"))
        expect_shape(found[-1], [2, N_LETTERS], "the frequencies of the letters.")
        for kind, scale in zip(kinds, (1 / temperature, 1.0, temperature, 0.0, 1e3), strict=True):
            kinds[kind].append((torch.tensor([scores, 0.0, 0.0]) * scale).softmax(0)[0].item())
    tops = [[f.mean(0)[chosen[0]].item(), f[0, chosen[0]].item(), f[1, chosen[0]].item()] for f in found]
    far = [
        max(abs(top - want) / d for top, d in zip(row, (0.2, 0.3, 0.3), strict=True))
        for row, want in zip(tops, kinds[""], strict=True)
    ]  # in units of at least four sigmas
    if max(far) < 1:
        return
    expect(
        any(f.max(1).values.min() < 1 for f in found),
        "The same letter comes at each call, at a high temperature, too: draw, with a new chance each time.",
    )
    expect(
        all(f[:, chosen].sum() > 1.8 for f in found),
        "Letters come that have nearly no probability: is every letter drawn alike?",
    )
    nearest = min(
        kinds, key=lambda kind: sum(abs(row[0] - k) for row, k in zip(tops, kinds[kind], strict=True))
    )
    expect(nearest != "ignored", "The temperature has no effect: divide the logits by it.")
    expect(nearest != "multiplied", "The logits are multiplied by the temperature: divide by it.")
    expect(nearest != "alike", "The letters are drawn alike: use softmax(logits / temperature).")
    expect(False, "The letters do not come with the probabilities softmax(logits / temperature).")
