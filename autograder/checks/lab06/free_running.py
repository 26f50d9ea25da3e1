"""Exercise 6.8: The loss in free running."""

import torch
from torch.nn.functional import cross_entropy

from autograder.check import check, expect, expect_close
from autograder.checks.lab06.common import hot, machine, machine_step


def free_probe(names, category, first, targets, recur, read, kind, say):
    """Return the student's loss with a stand-in model; note what it was given to read."""

    class Model(torch.nn.Module):
        def init_hidden(self, batch_size):
            return torch.zeros(batch_size, recur.shape[0])

        def forward(self, category, letter, hidden):
            state = torch.tanh(hidden @ recur + letter.float() @ read + category @ kind)
            return state @ say, state

    return {"loss": names["free_running_loss"](Model(), category, first, targets)}


def free_loss(category, first, targets, weights, fault=""):
    """Return the mean loss in free running, or what a mistake would give."""
    zeros = torch.zeros(len(first), weights["recur"].shape[0])
    hidden, letter, losses, size = zeros, first, [], first.shape[1]
    for wanted in targets.unbind(1):
        if fault == "state":
            hidden = zeros
        logits, hidden = machine_step(category, letter, hidden, **weights)
        own = logits.argmax(-1)
        losses.append(cross_entropy(logits, own if fault == "own" else wanted))
        if fault == "teacher":
            letter = hot(wanted, size)
        elif fault in ("softmax", "logits"):
            letter = logits.softmax(-1) if fault == "softmax" else logits
        elif fault == "worst":
            letter = hot(logits.argmin(-1), size)
        elif fault != "first":
            letter = hot(own, size)
    total = torch.stack(losses)
    return {"sum": total.sum(), "last": total[-1], "batch": total.sum() * len(first)}.get(fault, total.mean())


@check("06_name_generation.free_running", points=1)
def loss(student, draw):
    several, n_letters, categories, steps = draw.sizes(4, 3, 8)
    steps += 3
    for batch in (several, 1):
        weights = machine(draw, categories)
        weights["read"] = draw.normal(n_letters, 12, scale=1.5)
        weights["say"] = draw.normal(12, n_letters, scale=2.0)
        given = {
            "category": hot(draw.integers(0, categories - 1, batch), categories),
            "first": hot(draw.integers(0, n_letters - 1, batch), n_letters),
            "targets": draw.integers(0, n_letters - 1, batch, steps),
        }
        value = student.run(free_probe, **given, **weights).tensor("loss")
        expect(value.dim() == 0, "Return one number, a tensor without axes: the mean over steps and names.")
        said = {
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
        mistakes = {hint: free_loss(**given, weights=weights, fault=fault) for fault, hint in said.items()}
        expect_close(
            value,
            free_loss(**given, weights=weights),
            "The loss differs from that of a model that reads its own best letter after the first.",
            mistakes=mistakes,
        )
