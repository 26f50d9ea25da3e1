"""Exercise 7.6: evaluate."""

import torch
from torch import nn

from autograder.check import check
from autograder.checks.shared import handed
from autograder.contracts import keeps_promises


def call_evaluate(names, kept, answers, targets, sizes, training):
    """Let the student's evaluate ask a model that takes notes; its answers are given."""

    class Reader(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = torch.nn.Parameter(answers.new_ones(()))
            self.frozen = torch.nn.Parameter(answers.new_ones(()), requires_grad=False)
            self.inner = torch.nn.Sequential(torch.nn.Dropout())

        def forward(self, padded, lengths):
            scores = padded[:, 0] * self.scale
            given.extend([padded, lengths])
            modes.append(self.training or self.inner[0].training)
            gradients.append(scores.requires_grad)
            return -scores if self.training else scores

    modes, gradients, given, model = [], [], [], Reader().train(training)
    model.scale.grad = answers.new_full((), 3.0)  # collected by a training that goes on afterwards
    parts = zip(answers.split(sizes.tolist()), targets.split(sizes.tolist()), strict=True)
    batches = [(torch.stack([a] * 3, 1), torch.arange(len(a)) % 3 + 1, t) for a, t in parts]
    found = handed(names["evaluate"], model, (batch for batch in batches), modes=False)
    found = found.detach().cpu().double() if isinstance(found, torch.Tensor) else found
    due = [part for batch in batches for part in batch[:2]]
    return (
        any(modes),
        len(given) != len(due) or all(map(torch.equal, given, due)),
        found if not isinstance(found, torch.Tensor) or found.dim() else found.item(),
        any(gradients),
        len(modes),
        (model.training, model.inner[0].training) == (training, training),
        model.scale.grad is not None and model.scale.grad.item() == 3,
    )


def evaluation_of(answers, targets, sizes, training):
    share = float((answers.argmax(1) == targets).double().mean())
    return False, True, share, False, len(sizes), True, True


def other_numbers(answers, targets, sizes, training):
    """Return hint → the number of each known mistake."""
    right = (answers.argmax(1) == targets).double()
    means = torch.stack([part.mean() for part in right.split(sizes.tolist())])
    found = {
        "This is the mean of the batches' accuracies. Count items: the last batch is smaller.": means.mean(),
        "This is a count. Divide by the number of items.": right.sum(),
        "This is a percentage. The task asks for a number from 0 to 1.": 100 * right.mean(),
        "This is the accuracy of the last batch only. Add up over all batches.": means[-1],
        "This is the accuracy of the first batch only: the return stands inside the loop.": means[0],
        "Divide by the number of items, not of batches.": right.sum() / len(sizes),
        "This is the share of wrong answers.": 1 - right.mean(),
        "The batches' accuracies are added up. Count the right items, and divide once.": means.sum(),
    }
    return {said: (False, True, value.item()) for said, value in found.items()}


def drawn_batches(draw, sizes, share, training=True, classes=4, dtype=torch.float32, **more):
    """Return batches in which about this share is right."""
    total = sum(sizes)
    goals = draw.integers(0, classes - 1, total)
    right = draw.uniform(total) < share
    chosen = torch.where(right, goals, (goals + draw.integers(1, classes - 1, total)) % classes)
    scores = (nn.functional.one_hot(chosen, classes) - 2 + 0.3 * draw.uniform(total, classes)).to(dtype)
    case = {"answers": scores, "targets": goals, "sizes": torch.tensor(sizes), "training": training}
    return case | more


@check("07_ag_news.evaluate", points=1)
def accuracy(student, draw):
    """The accuracy of batches of every form, with names for the usual other numbers; the model is left as it was."""
    full, classes = draw.size(4, 7), draw.size(3, 5)
    first = drawn_batches(draw, [full, full, draw.size(2, full - 2)], 0.5, classes=classes)
    for i, goal in enumerate(first["targets"]):
        right = i < full - 1 or i == full  # so no two of the usual other numbers are alike
        first["answers"][i] = nn.functional.one_hot((goal + (not right)) % classes, classes).float()
    goals = draw.integers(0, 24, 11)
    near = nn.functional.one_hot(goals + 5 * (torch.arange(11) % 2), 30).float()
    large = drawn_batches(draw, [40], 0.7, classes=3, dtype=torch.float64)
    large["answers"] = 1e9 + 1e-4 * large["answers"]
    cases = {
        "With batches of two sizes": first,
        "With three batches": drawn_batches(draw, [5, 5, 2], 0.7, False),
        "With other batches of the same sizes": drawn_batches(draw, [5, 5, 2], 0.3),
        "With one item": drawn_batches(draw, [1], 1.1, classes=2),
        "With 30 classes": drawn_batches(draw, [6, 5], 0.5, classes=30, answers=near, targets=goals),
        "With 7 items": drawn_batches(draw, [3, 3, 1], 0.5),
        "Where all scores are equal (each item has one answer)": drawn_batches(draw, [8, 4], 0.5, answers=torch.zeros(12, 3), targets=torch.arange(12) % 3),
        "Where all is right": drawn_batches(draw, [4, 2], 1.1, False),
        "Where nothing is right": drawn_batches(draw, [4, 2], -1),
        "With large scores, in float64, that lie close together (do not round them, to float32 neither)": large,
        "With 5,001 items in 201 batches, scores in float16 (which counts to 2,048 only)": drawn_batches(draw, [25] * 200 + [1], 0.6, classes=2, dtype=torch.float16),
    }  # fmt: skip
    results = (
        "the mode in which the model is asked (with its dropout on, as in training mode? model.eval() first)",
        "what the model gets (padded and lengths of the batch, as they are): it",
        "the accuracy (the share of items whose highest score is at the target, one answer for each item, not rounded)",
        "whether gradients are kept (put the loop under torch.no_grad())",
        "the number of times the model is asked (once for each batch)",
        "the mode afterwards (put the old mode back, that of its parts, too)",
        "p.grad of the model (leave the gradients that were collected alone: no zero_grad)",
    )
    keeps_promises(
        student, call_evaluate, [*cases.values()], evaluation_of, results=results, notes=tuple(cases),
        device=False, rtol=0, atol=1e-6, mistakes=other_numbers,
    )  # fmt: skip
