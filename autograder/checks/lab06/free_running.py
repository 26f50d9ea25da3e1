"""Exercise 6.8: The loss in free running."""

import torch
from torch.nn.functional import cross_entropy

from autograder.check import check
from autograder.checks.lab06.common import hot, machine, machine_step
from autograder.checks.shared import handed
from autograder.contracts import keeps_promises


def call_free(names, kept, category, first, targets, recur, read, kind, say, push):
    class Model(torch.nn.Module):
        """A stand-in with the weights of this call; with `push` it says its last letter at every step."""

        def init_hidden(self, batch_size):
            return recur.new_zeros(batch_size, recur.shape[0])

        def forward(self, category, letter, hidden):
            if letter.shape != first.shape:
                raise ValueError(
                    f"the model is to read letters {list(first.shape)}, not {list(letter.shape)}"
                )
            state = torch.tanh(hidden @ recur + letter.to(read) @ read + category @ kind)
            end = torch.arange(say.shape[1], device=say.device) == say.shape[1] - 1
            return state @ say + push * end, state

    model = Model().train(not push)
    return handed(names["free_running_loss"], model, category, first, targets)


def free_loss(category, first, targets, push=0.0, fault="", **weights):
    """Return the mean loss in free running, or what a mistake would give."""
    zeros = first.new_zeros(len(first), weights["recur"].shape[0])
    hidden, letter, losses, size = zeros, first, [], first.shape[1]
    for wanted in targets.unbind(1):
        if fault == "state":
            hidden = zeros
        logits, hidden = machine_step(category, letter, hidden, **weights)
        logits = logits + push * (torch.arange(size) == size - 1)
        own = logits.argmax(-1)
        losses.append(cross_entropy(logits, own if fault == "own" else wanted))
        if fault in ("softmax", "logits"):
            letter = logits.softmax(-1) if fault == "softmax" else logits
        elif fault != "first":
            read = {"teacher": wanted, "worst": logits.argmin(-1)}.get(fault, own)
            letter = hot(read, size, first.dtype)
    total = torch.stack(losses)
    return {"sum": total.sum(), "last": total[-1], "batch": total.sum() * len(first)}.get(fault, total.mean())


def drawn_run(draw, batch, steps, n_letters, categories, dtype=torch.float32, push=0.0):
    """Return the arguments of a run, with the weights of a stand-in."""
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


def runs(draw):
    """Return runs by what they show."""
    batch, n_letters, categories, steps = draw.sizes(4, 3, 8)
    sizes = (batch, steps + 3, n_letters, categories)
    ties = drawn_run(draw, *sizes)
    large = drawn_run(draw, *sizes)
    near = drawn_run(draw, *sizes)
    near["say"][:, 1::2] = 1.0001 * near["say"][:, : n_letters // 2 * 2 : 2]
    some = drawn_run(draw, batch, steps + 9, 59, categories, push=9.0)
    some["targets"][:, -3:] = 58
    twins = torch.arange(n_letters) // 2  # letters 0 and 1, 2 and 3 … have equal scores, and are read alike
    ties["say"], ties["read"] = ties["say"][:, twins], ties["read"][twins]
    return {
        "With some names": drawn_run(draw, *sizes),
        "With other names, in a batch of the same size": drawn_run(draw, *sizes),
        "With 140 steps and float64": drawn_run(draw, 2, 140, n_letters, categories, torch.float64),
        "With one name": drawn_run(draw, 1, *sizes[1:]),
        "With scores of some thousands (argmax takes them as they are, exp alone does not)": {
            **large,
            "say": 500 * large["say"],
        },
        "Where two letters have nearly the same score (is anything rounded?)": near,
        "With one step": drawn_run(draw, batch, 1, n_letters, categories),
        "Where two letters have the same highest score (the model reads one of them)": ties,
        "Where some guesses and targets are EOS (it is a letter like the others)": some,
        "Where every guess is EOS (the model reads that, too, and all targets count)": (
            drawn_run(draw, batch, steps + 3, 59, categories, push=99.0)
        ),
    }


FAULTS = {
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


def other_losses(**given):
    """Return hint → the loss of each known mistake."""
    return {hint: free_loss(**given, fault=fault) for fault, hint in FAULTS.items()}


@check("06_name_generation.free_running", points=1)
def loss(student, draw):
    """The loss and its gradient are those of a model that reads its own best letters, whatever these are."""
    drawn = runs(draw)
    keeps_promises(
        student, call_free, [*drawn.values()], free_loss,
        results=("the loss (one number, the mean over steps and names)",), notes=tuple(drawn),
        gradients=("recur", "kind", "say"), mistakes=other_losses, digits=True,
    )  # fmt: skip
