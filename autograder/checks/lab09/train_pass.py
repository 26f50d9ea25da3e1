"""Exercise 9.5: train_pass."""

import torch
import torch.nn.functional as F

from autograder.check import check, travels
from autograder.checks.shared import handed
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_shape


@travels
def noted_pass(names, x, y, weight, batch_size, lr):
    """Train a linear stand-in with a gradient from before; return the mean, its weight, and what was met on the way."""
    notes = {name: [torch.zeros(0)] for name in ("mode", "sizes", "seen", "targets", "losses", "steps")}

    def note(name, values):
        notes[name].append(values.detach().cpu().flatten().clone())

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.weight, self.inside = torch.nn.Parameter(weight.detach().clone()), torch.nn.Dropout(0)

        def forward(self, x):
            if x.dim() != 3:
                raise ValueError(f"the model got {list(x.shape)}, expected [batch, steps, features]")
            note("mode", torch.tensor([m.training for m in self.modules()]))
            note("sizes", torch.tensor([len(x)]))
            note("seen", x[:, 0, 0].round())
            return x[:, -1, 1:] @ self.weight

    def loss_function(logits, targets):
        if targets.dtype != torch.int64 or targets.dim() != 1:
            raise ValueError(f"the targets are {targets.dtype} {list(targets.shape)}, expected int64 [batch]")
        loss = torch.nn.functional.cross_entropy(logits, targets)
        note("targets", targets)
        note("losses", loss)
        return loss

    model = Model().eval()
    model.weight.grad = torch.ones_like(model.weight)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    optimizer.register_step_post_hook(lambda *_: note("steps", torch.ones(1)))
    with torch.enable_grad():
        mean = handed(names["train_pass"], model, x, y, optimizer, loss_function, batch_size, modes=False)
    notes["left"] = [torch.tensor([m.training for m in model.modules()])]
    return mean, model.weight.detach(), {name: torch.cat(values) for name, values in notes.items()}


def pass_probe(names, **given):
    """Make two passes; return what was noted in each."""
    reply = {}
    for number in (1, 2):
        mean, weight, notes = noted_pass(names, **given)
        reply |= {f"mean {number}": mean, f"weight {number}": weight}
        reply |= {f"{name} {number}": values for name, values in notes.items()}
    return reply


def drawn_pass(draw):
    """Return the inputs of a pass: the number of an image stands at its first place."""
    classes, batch_size = draw.size(3, 5), draw.size(4, 6)
    n = batch_size * draw.size(4, 5) + draw.size(1, batch_size - 2)
    x = draw.normal(n, draw.size(2, 4), draw.size(4, 6))
    x[:, 0, 0] = torch.arange(n)
    given = {"x": x, "y": draw.integers(0, classes - 1, n), "batch_size": batch_size, "lr": 0.2}
    return given | {"weight": draw.normal(x.shape[2] - 1, classes, scale=0.5)}


def call_pass(names, kept, x, y, weight, batch_size, lr, whole):
    mean, weight, notes = noted_pass(names, x, y, weight, batch_size, lr)
    if whole:
        return len(notes["steps"]), weight
    return notes["sizes"].long(), notes["seen"].long().sort().values, mean


def pass_of(x, y, weight, batch_size, lr, whole):
    """Return what a pass leaves whose order does not matter: all images agree, or the rate is 0."""
    sizes = torch.tensor([len(part) for part in x.split(batch_size)])
    for _ in sizes:
        leaf = weight.clone().requires_grad_()
        loss = F.cross_entropy(x[:, -1, 1:] @ leaf, y)
        weight = weight - lr * torch.autograd.grad(loss, leaf)[0]
    return (len(sizes), weight) if whole else (sizes, torch.arange(len(x)), loss.item())


def expect_pass(student, draw, whole):
    """Last batches of one image, one image, batches of one, one batch for all, losses near 0, both dtypes."""
    cases = []
    for n, batch_size in ((21, 10), (21, 10), (7, 3), (5, 64), (12, 4), (300, 128), (4, 1), (1, 4)):
        dtype = torch.float64 if n in (5, 7, 12) else torch.float32
        x, y = draw.normal(n, 2, 4, dtype=dtype), draw.integers(0, 2, n)
        x[:, 0, 0], weight = torch.arange(n), draw.normal(3, 3, dtype=dtype)
        if n == 12:  # losses near 0
            x[:, -1, 1:], weight = 60 * F.one_hot(y, 3), torch.eye(3, dtype=dtype)
        if whole:
            x[:, -1], y[:] = x[0, -1].clone(), int(y[0])
        given = {"x": x, "y": y, "weight": weight, "batch_size": batch_size, "lr": 0.3 * whole}
        cases += [given | {"whole": whole}] * (whole or batch_size > 1)
    for some in (cases[:6], cases[6:]):  # batches of one apart, where many mistakes divide by 0
        keeps_promises(
            student, call_pass, some, pass_of, axes=("batch",), draws=True, device=whole, rtol=1e-3, digits=True, results=(
                "The number of steps of the optimizer, one for each batch,",
                "A weight after the pass (do gradients from before the pass count?)",
            ) if whole else ("The size of a batch", "The number of an image that was read", "The mean loss per image"),
        )  # fmt: skip


def expect_shuffled(student, draw):
    """Fail where an order is only half shuffled."""
    n = 300
    x, y = draw.normal(n, 1, 2), draw.integers(0, 1, n)
    x[:, 0, 0] = torch.arange(n)
    reply = student.run(pass_probe, x=x, y=y, weight=torch.zeros(1, 2), batch_size=32, lr=0.0)
    for number in (1, 2):
        order = reply.tensor(f"seen {number}").double()
        expect_shape(order, [n], "each of 300 images once in a pass.")
        moved = (order - torch.arange(n)).abs().mean().item()
        apart = (order[1:] - order[:-1]).abs().mean().item()
        said = "Of 300 images, many stay near their place or their neighbours: shuffle all of them together."
        expect(0.65 < 3 * moved / n < 1.35 and 0.65 < 3 * apart / n < 1.35, said)


@check("09_digits_by_rows.train_pass", points=1)
def every_image(student, draw):
    """Each image once, with its label, in an order of its own; the mean loss per image."""
    given = drawn_pass(draw)
    y, batch_size, n = given["y"], given["batch_size"], len(given["x"])
    reply = student.run(pass_probe, **given)
    order, second = (reply.tensor(f"seen {number}").long() for number in (1, 2))
    sizes, later = (reply.tensor(f"sizes {number}").long().tolist() for number in (1, 2))
    pairs = (order, sizes), (second, later)
    groups = [{frozenset(part.tolist()) for part in seen.split(lengths)} for seen, lengths in pairs]
    most, count, least = max(sizes, default=0), len(order), -(-n // batch_size)
    distinct = len(set(order.tolist()))
    for said, wrong in (
        ("The model came in eval mode and was trained so, without its dropout: call model.train().", not bool(reply.tensor("mode 1").all())),
        (f"A batch had {most} images, and batch_size is {batch_size}.", most > batch_size),
        ("The smaller last batch is missing: every image belongs to the pass.", count == distinct == n - n % batch_size),
        (f"The model saw {count} images in the pass, and there are {n}: each one once.", count != n),
        ("Some images came twice and others never: draw a permutation, without replacement.", distinct != n),
        (f"{len(sizes)} batches, and {least} are enough: only the last one may be smaller than batch_size.", len(sizes) != least),
        ("The images come in their old order: shuffle them.", order.tolist() == list(range(n))),
        ("Two passes have the same order. Draw a new one in each pass, without a fixed seed.", torch.equal(order, second)),
        ("The same images share a batch in every pass: you shuffle the batches. Shuffle the images.", groups[0] == groups[1]),
    ):  # fmt: skip
        expect(not wrong, said)
    targets = reply.tensor("targets 1").long()
    expect_shape(targets, [n], "the targets of one pass: is loss_function called once for each batch?")
    said = "Images and labels do not belong together any more: index both with the same order."
    expect(torch.equal(targets, y[order]), said)
    losses, mean = reply.tensor("losses 1").double(), reply.plain_number("mean 1")
    by_image = (losses * torch.tensor(sizes)).sum()
    mistakes = {
        "Every batch counts the same in your mean. The last one is smaller: weight each loss by its size.": losses.mean(),
        "This is the loss of the last batch only.": losses[-1],
        "This is the sum of the losses of all batches. Return the mean per image.": losses.sum(),
        "This is the sum over all images. Divide by their number.": by_image,
        "You divide the sum of the batches' means by the number of images. Weight each by its size first.": losses.sum() / n,
        "You divide by the number of batches what was summed over images.": by_image / len(sizes),
        "You divide by batch_size times the number of batches. The last batch is smaller.": by_image / (len(sizes) * batch_size),
    }  # fmt: skip
    said = "The returned number is not the mean loss per image of this pass."
    expect_close(torch.tensor(mean, dtype=torch.float64), by_image / n, said, mistakes=mistakes)
    said = "A training loop leaves its model in train mode, with all its parts: model.train(), and nothing after it."
    expect(bool(reply.tensor("left 1").all()), said)
    expect_pass(student, draw, whole=False)
    expect_shuffled(student, draw)


def trained_linear(given, batches, step, old=0.0, squashed=False):
    """Return the weights after one pass: ``step(weight, gradient, all gradients so far, the one before)`` is the next."""
    weight, before, total = given["weight"].clone(), torch.ones_like(given["weight"]), 0.0
    for chosen in batches:
        leaf = weight.clone().requires_grad_()
        logits = given["x"][chosen, -1, 1:] @ leaf
        loss = F.cross_entropy(logits.softmax(1) if squashed else logits, given["y"][chosen])
        gradient = torch.autograd.grad(loss, leaf)[0] + old
        total, old = total + gradient, 0.0
        weight, before = step(weight, gradient, total, before), gradient
    return weight


@check("09_digits_by_rows.train_pass", points=1)
def updates(student, draw):
    """One step a batch with the batch's own gradient, also where gradients were there before."""
    given = drawn_pass(draw)
    reply = student.run(pass_probe, **given)
    order, after = reply.tensor("seen 1").long(), reply.tensor("weight 1")
    steps, n, lr = len(reply.tensor("steps 1")), len(given["x"]), given["lr"]
    sizes = reply.tensor("sizes 1").long().tolist()
    same = torch.equal(after, given["weight"])
    for said, wrong in (
        ("The model was never called.", not len(order)),
        ("The weights did not change: the optimizer took no step. backward(), then optimizer.step().", same and not steps),
        ("The weights changed, but the optimizer that was passed took no step. Use it, and make no other.", not steps),
        ("The optimizer took steps, but the weights did not change: are the gradients there when step() is called?", same),
        ("One step for the whole pass. Take a step after each batch.", steps == 1 < len(sizes)),
        ("The images that the model saw are not those of x.", bool(((order < 0) | (order >= n)).any())),
    ):  # fmt: skip
        expect(not wrong, said)
    batches, ours = order.split(sizes), reply.tensor("targets 1").long()
    if len(ours) == len(order):  # a wrong pairing is told by the other check
        given = given | {"y": given["y"].index_put((order,), ours)}
    plain, added = (lambda w, g, total, b: w - lr * g), (lambda w, g, total, b: w - lr * total)
    adding = "The gradients of all batches add up: call optimizer.zero_grad() for each batch."
    mistakes = {
        adding: trained_linear(given, batches, added),
        adding + " Those from before count, too.": trained_linear(given, batches, added, old=1.0),
        "Gradients from before the pass go into the first step: zero_grad() before backward().": trained_linear(given, batches, plain, old=1.0),
        "step() comes before backward(): each step uses the gradients of the batch before.": trained_linear(given, batches, lambda w, g, total, b: w - lr * b),
        "The loss rises: the sign of the gradient is turned.": trained_linear(given, batches, lambda w, g, total, b: w + lr * g),
        "Two steps for each batch. One is enough.": trained_linear(given, batches, lambda w, g, total, b: w - 2 * lr * g),
        "There is a softmax before the loss. Give loss_function the model's logits as they are.": trained_linear(given, batches, plain, squashed=True),
    }  # fmt: skip
    said = "The weights after the pass differ from plain steps of your optimizer, one for each batch, with the batch's own gradient."
    expect_close(after, trained_linear(given, batches, plain), said, mistakes=mistakes, rtol=1e-3, atol=1e-4)
    expect(steps == len(batches), f"{steps} steps for {len(batches)} batches: one step for each.")
    expect_pass(student, draw, whole=True)
