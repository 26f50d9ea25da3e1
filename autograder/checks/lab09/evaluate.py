"""Exercise 9.4: evaluate."""

from itertools import pairwise

import torch
import torch.nn.functional as F

from autograder.check import check
from autograder.checks.shared import handed
from autograder.contracts import keeps_promises


def call_evaluate(names, kept, x, y, batch_size, training, watched):
    """Evaluate a stand-in that gives its input as logits, and others where a part of it is in train mode."""

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones((), dtype=x.dtype))
            self.fixed = torch.nn.Parameter(torch.ones((), dtype=x.dtype), requires_grad=False)
            self.inside = torch.nn.Sequential(torch.nn.Identity(), torch.nn.Dropout(1.0))

        def forward(self, x):
            seen.append((x.detach(), any(m.training for m in self.modules()), torch.is_grad_enabled()))
            logits = self.scale * x[:, -1]
            return logits.roll(1, dims=1) if self.training else logits

    seen, model, size = [], Model().to(x.device).train(training), [batch_size] * (batch_size != 256)
    model.scale.grad = torch.ones_like(model.scale)
    accuracy = handed(names["evaluate"], model, x, y, *size, modes=False)
    if not watched:
        return accuracy, "a tensor" if isinstance(accuracy, torch.Tensor) else "a number"
    parts, trains, follows = ([one[i] for one in seen] for i in range(3))
    modes = all(m.training == training for m in model.modules())
    whole = model.scale.item() == 1 and model.scale.grad is not None and model.scale.grad.item() == 1
    in_order = torch.equal(torch.cat([x[:0], *parts]), x)
    return torch.tensor([len(part) for part in parts]), in_order, any(trains), any(follows), modes, whole


def evaluation_of(x, y, batch_size, training, watched):
    if watched:
        return torch.tensor([len(part) for part in x.split(batch_size)]), True, False, False, True, True
    return (x[:, -1].argmax(1) == y).double().mean().item(), "a number"


def mistakes_of(x, y, batch_size, training, watched):
    """Return what known mistakes give: batches, or an accuracy."""
    n, logits = len(x), x[:, -1]
    hits = (logits.argmax(1) == y).double()
    parts, right = hits.split(batch_size), hits.sum()
    full = torch.cat([part for part in parts if len(part) == batch_size or len(parts) == 1])
    sizes = torch.tensor([len(part) for part in parts])
    columns = torch.cat([part[:, -1].argmax(0) for part in x.split(batch_size)])[:n]
    return {
        f"The model got {n} images at once, and batch_size is {batch_size}. A large set would not fit.": torch.tensor([n]),
        "The model saw whole batches only: the last, smaller one is missing.": sizes[:-1],
        "The model saw the first batch only: is there a return in the loop?": sizes[:1],
        "The model was called twice for each batch: each image once.": sizes.repeat_interleave(2),
    } if watched else {
        "This is the mean of the batches' accuracies. The last batch is smaller: count images, divide once.": sum(p.mean() for p in parts) / len(parts),
        "The last, smaller batch is missing.": full.mean(),
        "The right answers of the last, smaller batch are missing, but its images are counted.": full.sum() / n,
        "This is the accuracy of the last batch only.": parts[-1].mean(),
        "This is the accuracy of the first batch only.": parts[0].mean(),
        "This is the share of wrong answers.": 1 - hits.mean(),
        "This is a percentage. Return a number from 0 to 1.": 100 * hits.mean(),
        "This is a count. Divide by the number of images.": right,
        "This is the accuracy in train mode: model.eval() is missing, or comes too late.": (logits.roll(1, dims=1).argmax(1) == y).double().mean(),
        "You divide by the number of batches. Divide by the number of images.": right / len(parts),
        "You divide by the number of batches times batch_size. The last batch is smaller.": right / (len(parts) * batch_size),
        "The largest logit is taken over the batch, axis 0. Take it over the classes, axis 1.": (columns == y[: len(columns)]).sum() / n,
        "The smallest logit is taken: argmin for argmax?": (logits.argmin(1) == y).double().mean(),
    }  # fmt: skip


def drawn_case(draw):
    """Return a case in which every known mistake gives a number of its own."""
    while True:
        classes, steps, batch_size = draw.sizes(3, 4, 8)
        n = batch_size * draw.size(3, 5) + draw.size(1, batch_size - 2)
        x, y = draw.normal(n, steps, classes), draw.integers(0, classes - 1, n)
        known = draw.uniform(n) < 0.6
        known[-(n % batch_size) :] = False  # the last batch is the worst
        x[known, -1, y[known]] += 10
        case = {"x": x, "y": y, "batch_size": batch_size, "training": False, "watched": False}
        values = sorted(map(float, [evaluation_of(**case)[0], *mistakes_of(**case).values()]))
        if all(b - a > 1e-4 for a, b in pairwise(values)):
            return case


def half_right(draw, n, batch_size, scale=1.0, shift=0.0, dtype=torch.float32):
    x, y, half = draw.normal(n, 2, 3, scale=scale, dtype=dtype), draw.integers(0, 2, n), n // 2 + 1
    x[:half, -1] += 9 * scale * F.one_hot(y[:half], 3)
    if dtype == torch.float16:  # no two scores are equal
        x[half:, -1] += 9 * F.one_hot((y[half:] + 1) % 3, 3)
    return {"x": x + shift, "y": y, "batch_size": batch_size}


def expect_promises(student, draw, watched):
    """One image, one more than a batch, batches of one, the default, thousands of right answers, logits far from 0, 30 classes, both modes."""
    rows = [(7, 3), (7, 3), (9, 4), (1, 4, 1.0, 0.0, torch.float64), (5, 4, 1.0, -9.0), (6, 1)]
    rows += [(40, 64, 500.0), (40, 20, 50.0, -2e10, torch.float64), (300, 256)]
    rows.append((5001, 600, 1.0, 0.0, torch.float16))  # which counts to 2,048 only
    x, y = draw.normal(9, 2, 30), draw.integers(0, 18, 9)
    x[:, -1] += 9 * F.one_hot(torch.where(torch.arange(9) % 2 == 1, y, y + 11), 30)
    many = {"x": x, "y": y, "batch_size": 4}
    cases, notes = [drawn_case(draw), *(half_right(draw, *row) for row in rows), many], []
    one, other = cases[1:3]  # of the same sizes: one all right, one never
    one["x"][:, -1] += 90 * F.one_hot(one["y"], 3)
    other["y"][-1] = other["x"][-1, -1].argmin()
    for i, case in enumerate(cases):
        case |= {"training": watched and i in (0, 2, 4, 5), "watched": watched}
        mode, default = "train" if case["training"] else "eval", ", as it is where the call names none,"
        size = f"{case['batch_size']}{default * (case['batch_size'] == 256)}"
        notes.append(f"{len(case['x'])} images, batch_size = {size}, in {mode} mode")
    keeps_promises(
        student, call_evaluate, cases, evaluation_of, mistakes=mistakes_of, draws=True, device=not watched, rtol=1e-6, atol=1e-6,
        notes=notes, axes=("batch",), results=(
            "What the model got at once (each image once, in batches of batch_size; only the last one may be smaller)",
            "Whether the images come in the order of x (shuffling belongs to the training)",
            "Whether a part of the model is in train mode as it answers, with its dropout on (model.eval() first),",
            "Whether gradients are kept for a batch (torch.no_grad())",
            "The mode of the model, or of a part of it, afterwards, which should be the one that it came in,",
            "Whether the model has the weights and gradients that it had before,",
        ) if watched else (
            "the accuracy", "What comes back (expected a number, a Python float: .item() takes it out of a tensor)",
        ),
    )  # fmt: skip


@check("09_digits_by_rows.evaluate", points=1.5)
def accuracy(student, draw):
    """The share of right answers, a number."""
    expect_promises(student, draw, watched=False)


@check("09_digits_by_rows.evaluate", points=1.5)
def modes(student, draw):
    """Every image once, in order, in eval mode and without gradients; the model stays as it was."""
    expect_promises(student, draw, watched=True)
