"""Exercise 6.8: The loss in free running."""

import torch
from torch.nn.functional import cross_entropy

from autograder.check import check
from autograder.checks.lab06.common import advance, hot, machine, promised
from autograder.checks.shared import handed


def call_free(names, kept, category, first, targets, recur, read, kind, say, push):
    class Model(torch.nn.Module):
        """A stand-in with the weights of this call; with `push` it says its last letter at every step."""

        def init_hidden(self, batch_size):
            return recur.new_zeros(batch_size, recur.shape[0])

        def forward(self, category, letter, hidden):
            if letter.shape != first.shape:
                shapes = f"{list(first.shape)}, not {list(letter.shape)}"
                raise ValueError(f"the model is to read letters {shapes}")
            state = torch.tanh(hidden @ recur + letter.to(read.dtype) @ read + category @ kind)
            end = torch.arange(say.shape[1], device=say.device) == say.shape[1] - 1
            return state @ say + push * end, state

    model = Model().train(not push)
    return handed(names["free_running_loss"], model, category, first, targets)


def free_loss(category, first, targets, push=0.0, fault="", **weights):
    """Return the mean loss in free running, or what a mistake would give."""
    zeros = first.new_zeros(len(first), weights["recur"].shape[0])
    hidden, letter, losses, size = zeros, first, [], first.shape[1]
    for wanted in targets.unbind(1):
        logits, hidden = advance(category, letter, zeros if fault == "state" else hidden, **weights)
        logits = logits + push * (torch.arange(size) == size - 1)
        own = logits.argmax(-1)
        losses.append(cross_entropy(logits, own if fault == "own" else wanted))
        read = {"teacher": wanted, "worst": logits.argmin(-1)}.get(fault, own)
        others = {"softmax": logits.softmax(-1), "logits": logits, "first": first}
        letter = others.get(fault, hot(read, size, first.dtype))
    total = torch.stack(losses)
    return {"sum": total.sum(), "last": total[-1], "batch": total.sum() * len(first)}.get(fault, total.mean())


def other_losses(**given):
    """Return hint → the loss of each known mistake."""
    faults = {
        "teacher": "The model reads the true letters: that is teacher forcing.",
        "first": "The model reads the first letter at each step: give it its own guess.",
        "softmax": "The model reads probabilities. It must read one letter: argmax, then one-hot.",
        "logits": "The model reads its logits. It must read one letter: argmax, then one-hot.",
        "state": "The state is not carried from step to step.",
        "own": "The loss compares the model with its own guesses. The targets stay the true letters.",
        "sum": "This is the sum over the steps. Take the mean.",
        "batch": "This is the sum over steps and names. Take the mean.",
        "last": "Only the last step is counted. Take the mean over all steps.",
        "worst": "The model reads the letter with the lowest score.",
    }
    return {hint: free_loss(**given, fault=fault) for fault, hint in faults.items()}


@check("06_name_generation.free_running", points=1)
def loss(student, draw):
    """The loss and its gradient are those of a model that reads its own best letters, whatever these are."""
    batch, n_letters, categories, steps = draw.sizes(4, 3, 8)
    long, twins = steps + 3, torch.arange(n_letters) // 2

    def drawn(batch, steps, n_letters=n_letters, dtype=torch.float32, push=0.0):
        weights = machine(draw, categories)
        weights["read"] = draw.normal(n_letters, 12, scale=1.5)
        weights["say"] = draw.normal(12, n_letters, scale=2.0)
        return {
            "category": hot(draw.integers(0, categories - 1, batch), categories, dtype),
            "first": hot(draw.integers(0, n_letters - 1, batch), n_letters, dtype),
            "targets": draw.integers(0, n_letters - 1, batch, steps),
            **{name: weight.to(dtype) for name, weight in weights.items()},
            "push": push,
        }

    ties, large, near = (drawn(batch, long) for _ in range(3))
    large["say"] *= 500
    near["say"][:, 1::2] = 1.0001 * near["say"][:, : n_letters // 2 * 2 : 2]
    # letters 0 and 1, 2 and 3 … have equal scores, and are read alike
    ties["say"], ties["read"] = ties["say"][:, twins], ties["read"][twins]
    some, every = drawn(batch, steps + 9, 59, push=9.0), drawn(batch, long, 59, push=99.0)
    some["targets"][:, -3:] = 58
    cases = {
        "With some names": drawn(batch, long),
        "With other names, in a batch of the same size": drawn(batch, long),
        "With 140 steps and float64": drawn(2, 140, dtype=torch.float64),
        "With one name": drawn(1, long, dtype=torch.float64),
        "With scores of some thousands (argmax takes them as they are, exp alone does not)": large,
        "Where two letters have nearly the same score (is anything rounded?)": near,
        "With one step": drawn(batch, 1, dtype=torch.float64),
        "Where two letters have the same highest score (the model reads one of them)": ties,
        "Where some guesses and targets are EOS (it is a letter like the others)": some,
        "Where every guess is EOS (the model reads that, too, and all targets count)": every,
    }
    results = ("the loss (one number, the mean over steps and names)",)
    said = {"mistakes": other_losses, "gradients": ("recur", "kind", "say"), "digits": True}
    promised(student, call_free, cases, free_loss, results, **said)
