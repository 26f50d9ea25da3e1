"""Exercise 9.4: evaluate."""

from itertools import pairwise

import torch

from autograder.check import check, expect
from autograder.contracts import keeps_promises


def evaluate_probe(names, x, y, batch_size, training):
    """Evaluate a stand-in model that gives its input as logits, and others when it is in train mode."""

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones(()))

        def forward(self, x):
            sizes.append(len(x))
            modes.append(self.training)
            grads.append(torch.is_grad_enabled())
            logits = self.scale * x[:, -1]
            return logits.roll(1, dims=1) if self.training else logits

    sizes, modes, grads = [], [], []
    model = Model().to(x.device).train(training)
    accuracy = names["evaluate"](model, x, y, batch_size)
    return {
        "accuracy": accuracy,
        "most": max(sizes, default=0),
        "total": sum(sizes),
        "train_mode": any(modes),
        "grads": any(grads),
        "training": model.training,
        "grad_left_off": not torch.is_grad_enabled(),
        "changed": model.scale.item() != 1,
    }


def drawn_evaluation(draw):
    """Return x, y, batch_size and the known wrong answers, all different from the right accuracy."""
    while True:
        classes, steps, batch_size = draw.sizes(3, 4, 8)
        n = batch_size * draw.size(3, 5) + draw.size(1, batch_size - 2)
        x, y = draw.normal(n, steps, classes), draw.integers(0, classes - 1, n)
        known = draw.uniform(n) < 0.6
        known[-(n % batch_size) :] = False  # the last batch is the worst
        x[known, -1, y[known]] += 10
        hits = x[:, -1].argmax(1) == y
        parts = hits.float().split(batch_size)
        accuracy = hits.float().mean().item()
        across = (x[:, -1].roll(1, dims=1).argmax(1) == y).float().mean().item()
        full = [p for p in parts if len(p) == batch_size]
        over_batch = torch.cat([part[:, -1].argmax(0) for part in x.split(batch_size)])[:n]
        mistakes = {
            "This is the mean of the batches' accuracies. The last batch is smaller: count images, divide once.": sum(
                p.mean().item() for p in parts
            )
            / len(parts),
            "The last, smaller batch is missing.": torch.cat(full).mean().item(),
            "The right answers of the last, smaller batch are missing, but its images are counted.": torch.cat(
                full
            )
            .sum()
            .item()
            / n,
            "This is the accuracy of the last batch only.": parts[-1].mean().item(),
            "This is the accuracy of the first batch only.": parts[0].mean().item(),
            "This is the share of wrong answers.": 1 - accuracy,
            "This is a percentage. Return a number from 0 to 1.": 100 * accuracy,
            "This is a count. Divide by the number of images.": hits.sum().item(),
            "This is the accuracy in train mode: model.eval() is missing, or comes too late.": across,
            "You divide by the number of batches. Divide by the number of images.": hits.sum().item()
            / len(parts),
            "You divide by the number of batches times batch_size. The last batch is smaller.": hits.sum().item()
            / (len(parts) * batch_size),
            "The largest logit is taken over the batch, axis 0. Take it over the classes, axis 1.": (
                (over_batch == y[: len(over_batch)]).sum().item() / n
            ),
            "The smallest logit is taken: argmin for argmax?": (x[:, -1].argmin(1) == y)
            .float()
            .mean()
            .item(),
        }
        values = sorted([accuracy, *mistakes.values()])
        if all(b - a > 1e-4 for a, b in pairwise(values)):
            return x, y, batch_size, accuracy, mistakes


def call_evaluate(names, kept, x, y, batch_size, training):
    class Model(torch.nn.Module):
        """Gives its input as logits, and notes the mode of a part inside it."""

        def __init__(self):
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones((), dtype=x.dtype))
            self.fixed = torch.nn.Parameter(torch.ones((), dtype=x.dtype), requires_grad=False)
            self.inside = torch.nn.Sequential(torch.nn.Identity(), torch.nn.Dropout(1.0))

        def forward(self, x):
            seen.append(self.inside[1].training)
            return self.scale * x[:, -1]

    seen = []
    model = Model().to(x.device).train(training)
    accuracy = names["evaluate"](model, x, y, batch_size)
    modes = " ".join(str(m.training) for m in model.modules())
    learns = model.scale.requires_grad and not model.fixed.requires_grad
    return (any(seen), modes, learns) if training else accuracy


def evaluation_of(x, y, batch_size, training):
    if training:
        return False, " ".join(["True"] * 4), True
    return (x[:, -1].argmax(1) == y).double().mean().item()


def expect_promises(student, cases):
    keeps_promises(
        student, call_evaluate, cases, evaluation_of, draws=True, device=False, rtol=1e-6, atol=1e-6,
        results=EVALUATED if cases[0]["training"] else ("the accuracy",),
    )  # fmt: skip


EVALUATED = (
    "Whether a part of the model is in train mode as it answers",
    "The mode of the model, or of a part of it, afterwards",
    "Afterwards, which parameters can learn",
)


def evaluation_cases(draw):
    """Return one image, one more than a batch, batches of one, thousands of right answers, logits far from 0."""
    cases = []
    for n, batch_size, scale, shift, dtype in (
        (7, 3, 1.0, 0.0, torch.float32),
        (7, 3, 1.0, 0.0, torch.float32),
        (1, 4, 1.0, 0.0, torch.float64),
        (5, 4, 1.0, -9.0, torch.float32),
        (6, 1, 1.0, 0.0, torch.float32),
        (40, 64, 500.0, 0.0, torch.float32),
        (40, 20, 50.0, -2000.0, torch.float64),
        (3001, 600, 1.0, 0.0, torch.float32),
    ):
        x, y = draw.normal(n, 2, 3, scale=scale, dtype=dtype), draw.integers(0, 2, n)
        x[: n // 2 + 1, -1] += 9 * scale * torch.nn.functional.one_hot(y[: n // 2 + 1], 3)
        cases.append({"x": x + shift, "y": y, "batch_size": batch_size, "training": False})
    return cases


@check("09_digits_by_rows.evaluate", points=1.5)
def accuracy(student, draw):
    x, y, batch_size, right, mistakes = drawn_evaluation(draw)
    reply = student.run(evaluate_probe, x=x, y=y, batch_size=batch_size, training=False)
    value = reply.plain_number("accuracy")
    for said, wrong in mistakes.items():
        expect(abs(value - wrong) > 1e-5, said)
    expect(
        abs(value - right) < 1e-5,
        "The accuracy differs: the share of images whose largest logit, over the classes (axis 1), is at the true class.",
    )
    whole = x[: batch_size * 2], y[: batch_size * 2]
    value = student.run(evaluate_probe, x=whole[0], y=whole[1], batch_size=batch_size, training=False).number(
        "accuracy"
    )
    wanted = (whole[0][:, -1].argmax(1) == whole[1]).float().mean().item()
    expect(abs(value - wanted) < 1e-5, "When the last batch is full, the accuracy differs.")
    value = student.run(evaluate_probe, x=x[:1], y=y[:1], batch_size=batch_size, training=False).number(
        "accuracy"
    )
    wanted = float(x[0, -1].argmax() == y[0])
    expect(abs(value - wanted) < 1e-5, "With a single image, the accuracy differs.")
    expect_promises(student, evaluation_cases(draw))


@check("09_digits_by_rows.evaluate", points=1.5)
def modes(student, draw):
    x, y, batch_size, _, _ = drawn_evaluation(draw)
    for training in (True, False):
        reply = student.run(evaluate_probe, x=x, y=y, batch_size=batch_size, training=training)
        total, most = reply.number("total"), reply.number("most")
        said = (
            f"The model got {most} images at once, and batch_size is {batch_size}. A large set would not fit."
        )
        expect(most <= batch_size, said)
        expect(total >= len(x), f"The model saw {total} of {len(x)} images.")
        expect(total == len(x), f"The model saw {total} images, and there are {len(x)}: each one once.")
        expect(
            not reply.flag("train_mode"),
            "The model is in train mode: dropout would be on. Call model.eval() first.",
        )
        expect(not reply.flag("grads"), "Gradients are kept for every batch: use torch.no_grad().")
        expect(
            reply.flag("training") == training,
            "The model came in train mode and leaves in eval mode, so the next pass trains without its dropout. Set the mode back."
            if training
            else "The model came in eval mode and leaves in train mode. Set back the mode in which it came.",
        )
        said = "Gradients stay switched off after your function: use `with torch.no_grad():`."
        expect(not reply.flag("grad_left_off"), said)
        expect(not reply.flag("changed"), "Your function changed the model's weights.")
    expect_promises(student, [{**case, "training": True} for case in evaluation_cases(draw)[:4]])
