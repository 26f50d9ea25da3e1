"""Exercise 7.6: evaluate."""

import torch
from torch import nn

from autograder.check import check, expect
from autograder.contracts import keeps_promises


def call_evaluate(names, kept, answers, targets, sizes, training):
    """Let the student's evaluate ask a model that takes notes; its answers are given."""

    class Reader(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = torch.nn.Parameter(answers.new_ones(()))
            self.frozen = torch.nn.Parameter(answers.new_ones(()), requires_grad=False)
            self.inner = torch.nn.Sequential(torch.nn.Dropout())
            self.modes, self.gradients = [], []

        def forward(self, padded, lengths):
            scores = padded[:, 0] * self.scale
            self.modes.append(self.training or self.inner[0].training)
            self.gradients.append(scores.requires_grad)
            return -scores if self.training else scores

    model = Reader().train(training)
    model.scale.grad = answers.new_full((), 3.0)  # collected by a training that goes on afterwards
    parts = zip(answers.split(sizes.tolist()), targets.split(sizes.tolist()), strict=True)
    batches = [(a[:, None], torch.ones(len(a), dtype=torch.int64), t) for a, t in parts]
    accuracy = names["evaluate"](model, (batch for batch in batches))
    asks = [p.requires_grad for p in (model.scale, model.frozen)]
    modes = model.training, model.inner[0].training
    found = accuracy.detach().cpu().double() if isinstance(accuracy, torch.Tensor) else accuracy
    return (
        found if not isinstance(found, torch.Tensor) or found.dim() else found.item(),
        any(model.modes),
        any(model.gradients),
        len(model.modes),
        modes == (training, training),
        asks == [True, False],
        model.scale.grad is not None and model.scale.grad.item() == 3,
    )


def evaluate_probe(names, **given):
    parts = call(names, {}, **given)  # noqa: F821
    return dict(
        zip(("accuracy", "trained", "gradients", "asked", "modes", "asks", "grad"), parts, strict=True)
    )


def evaluation_of(answers, targets, sizes, training):
    return float((answers.argmax(1) == targets).double().mean()), False, False, len(sizes), True, True, True


RESULTS = (
    "the accuracy (the share of items whose highest score is at the target, one answer for each item, not rounded)",
    "the mode in which the model is asked (model.eval() first)",
    "whether gradients are kept (put the loop under torch.no_grad())",
    "the number of times the model is asked (once for each batch)",
    "the mode afterwards (put the old mode back, that of its parts, too)",
    "which parameters ask for gradients afterwards",
    "p.grad of the model (leave the gradients that were collected alone: no zero_grad)",
)


def drawn_batches(draw, sizes, share, training=True, classes=4, dtype=torch.float32):
    """Return batches in which about this share is right."""
    total = sum(sizes)
    goals = draw.integers(0, classes - 1, total)
    right = draw.uniform(total) < share
    chosen = torch.where(right, goals, (goals + draw.integers(1, classes - 1, total)) % classes)
    scores = nn.functional.one_hot(chosen, classes) - 2 + 0.3 * draw.uniform(total, classes)
    return {"answers": scores.to(dtype), "targets": goals, "sizes": torch.tensor(sizes), "training": training}


def evaluate_cases(draw):
    """Return batches by what they show."""
    ties = drawn_batches(draw, [8, 4], 0.5, classes=3)
    ties["answers"] = torch.zeros(12, 3)
    ties["targets"] = torch.arange(12) % 3
    large = drawn_batches(draw, [40], 0.7, classes=3, dtype=torch.float64)
    large["answers"] = 1e9 * large["answers"]
    return {
        "With three batches": drawn_batches(draw, [5, 5, 2], 0.7, False),
        "With other batches of the same sizes": drawn_batches(draw, [5, 5, 2], 0.3),
        "With one item": drawn_batches(draw, [1], 1.1, classes=2),
        "With 7 items": drawn_batches(draw, [3, 3, 1], 0.5),
        "Where all scores are equal (each item has one answer)": ties,
        "Where all is right": drawn_batches(draw, [4, 2], 1.1, False),
        "Where nothing is right": drawn_batches(draw, [4, 2], -1),
        "With large scores, in float64": large,
        "With 5,001 items": drawn_batches(draw, [1000] * 5 + [1], 0.6, classes=2),
    }


@check("07_ag_news.evaluate", points=1)
def accuracy(student, draw):
    """The accuracy of batches of every form, with names for the usual other numbers; the model is left as it was."""
    full, classes = draw.size(4, 7), draw.size(3, 5)
    sizes = [full, full, draw.size(1, full - 2)]
    given = drawn_batches(draw, sizes, 0.7, classes=classes)
    # the first batch is right, the last is wrong: the mean of the batches differs
    goals, wrong = given["targets"], [full, *range(2 * full, sum(sizes))]
    given["answers"][:full] = nn.functional.one_hot(goals[:full], classes).float()
    given["answers"][wrong] = nn.functional.one_hot((goals[wrong] + 1) % classes, classes).float()
    reply = student.run(evaluate_probe, call=call_evaluate, **given)
    found = reply.number("accuracy")
    hint = "The model is asked in training mode, with its dropout on: model.eval() first."
    expect(not reply.flag("trained"), hint)
    right = given["answers"].argmax(1) == goals
    means = [part.float().mean().item() for part in right.split(sizes)]
    count = right.sum().item()
    value = count / len(right)
    for other, said in (
        (
            sum(means) / 3,
            "This is the mean of the batches' accuracies. Count items: the last batch is smaller.",
        ),
        (float(count), "This is a count. Divide by the number of items."),
        (100 * value, "This is a percentage. The task asks for a number from 0 to 1."),
        (means[-1], "This is the accuracy of the last batch only. Add up over all batches."),
        (means[0], "This is the accuracy of the first batch only: the return stands inside the loop."),
        (count / 3, "Divide by the number of items, not of batches."),
        (1 - value, "This is the share of wrong answers."),
        (sum(means), "The batches' accuracies are added up. Count the right items, and divide once."),
    ):
        expect(abs(found - other) > 1e-5 or abs(other - value) < 1e-5, said)
    drawn = evaluate_cases(draw)
    keeps_promises(
        student, call_evaluate, [*drawn.values()], evaluation_of, results=RESULTS, notes=tuple(drawn),
        device=False, rtol=0, atol=1e-6,
    )  # fmt: skip
