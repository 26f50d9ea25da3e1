"""Exercise 7.6: evaluate."""

import torch
from torch import nn

from autograder.check import check, expect


def evaluate_probe(names, answers, targets, sizes, training):
    """Let the student's evaluate ask a model that takes notes; its answers are given."""

    class Reader(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones((), device=answers.device))
            self.inner = torch.nn.Dropout()
            self.modes, self.gradients, self.shapes = [], [], []

        def forward(self, padded, lengths):
            scores = padded[:, 0] * self.scale
            self.modes.append(self.training or self.inner.training)
            self.gradients.append(scores.requires_grad)
            self.shapes.append(tuple(lengths.shape))
            return -scores if self.training else scores

    model = Reader().train(training)
    parts = zip(answers.split(sizes.tolist()), targets.split(sizes.tolist()), strict=True)
    batches = [(a[:, None], torch.ones(len(a), dtype=torch.int64), t) for a, t in parts]
    before = torch.is_grad_enabled()
    accuracy = names["evaluate"](model, (batch for batch in batches))
    value = accuracy.item() if isinstance(accuracy, torch.Tensor) and accuracy.dim() == 0 else accuracy
    if hasattr(value, "dtype") and not isinstance(value, torch.Tensor):  # a NumPy number
        value = float(value)
    return {
        "accuracy": value,
        "trained": any(model.modes),
        "gradients": any(model.gradients),
        "asked": len(model.modes),
        "mode": model.training,
        "inner": model.inner.training,
        "grad": torch.is_grad_enabled() == before,
    }


@check("07_ag_news.evaluate", points=1)
def accuracy(student, draw):
    for training in (True, False):
        classes = draw.size(3, 5)
        full = draw.size(4, 7)
        sizes = [full, full, draw.size(1, full - 2)]
        total = sum(sizes)
        goals = draw.integers(0, classes - 1, total)
        # the first batch is mostly right, the last is wrong: the mean of the batches differs
        right = draw.uniform(total) < 0.7
        right[0], right[-sizes[-1] :], right[full] = True, False, True
        shift = draw.integers(1, classes - 1, total)
        chosen = torch.where(right, goals, (goals + shift) % classes)
        answers = nn.functional.one_hot(chosen, classes).float() + 0.3 * draw.uniform(total, classes)
        reply = student.run(
            evaluate_probe, answers=answers, targets=goals, sizes=torch.tensor(sizes), training=training
        )
        found = reply.number("accuracy")
        expect(
            not reply.flag("trained"),
            "The model is asked in training mode, with its dropout on: model.eval() first.",
        )
        expect(not reply.flag("gradients"), "Gradients are kept: put the loop under torch.no_grad().")
        count = right.sum().item()
        means = [part.float().mean().item() for part in right.split(sizes)]
        value = count / total
        for wrong, said in (
            (
                sum(means) / 3,
                "This is the mean of the batches' accuracies. Count items: the last batch is smaller.",
            ),
            (float(count), "This is a count. Divide by the number of items."),
            (100 * value, "This is a percentage. Asked is a number from 0 to 1."),
            (means[-1], "This is the accuracy of the last batch only. Add up over all batches."),
            (means[0], "This is the accuracy of the first batch only: the return stands inside the loop."),
            (count / 3, "Divide by the number of items, not of batches."),
            (1 - value, "This is the share of wrong answers."),
            (sum(means), "The batches' accuracies are added up. Count the right items, and divide once."),
        ):
            expect(abs(found - wrong) > 1e-5 or abs(wrong - value) < 1e-5, said)
        expect(
            abs(found - value) < 1e-5,
            "The accuracy differs: the share of items whose highest score is at the target.",
        )
        expect(
            reply.number("asked") == 3, f"The model was asked {reply.number('asked')} times for 3 batches."
        )
        expect(
            reply.flag("mode") == training and reply.flag("inner") == training,
            "The model was in training mode before, and is not any more. Put the old mode back."
            if training
            else "The model was in evaluation mode before. Afterwards it is in training mode: put the old mode back.",
        )
        expect(
            reply.flag("grad"),
            "Afterwards gradients are switched off everywhere. Use `with torch.no_grad():`.",
        )
