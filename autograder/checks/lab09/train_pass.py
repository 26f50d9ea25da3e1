"""Exercise 9.5: train_pass."""

import torch
import torch.nn.functional as F

from autograder.check import check, expect, expect_close, expect_shape
from autograder.contracts import keeps_promises


def pass_probe(names, x, y, weight, bias, batch_size, lr, passes):
    """Train a linear stand-in model, which notes the images, targets and losses of every batch."""

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = torch.nn.Linear(weight.shape[1], weight.shape[0])

        def forward(self, x):
            modes.append(all(m.training for m in self.modules()))
            if not isinstance(x, torch.Tensor) or x.dim() != 3:
                raise ValueError(f"the model got {list(x.shape)}, expected [batch, steps, features]")
            seen.append(x[:, 0, 0].round().long())
            return self.linear(x[:, -1])

    def loss_function(logits, targets):
        if targets.dtype != torch.int64 or targets.dim() != 1:
            raise ValueError(f"the targets are {targets.dtype} {list(targets.shape)}, expected int64 [batch]")
        loss = torch.nn.functional.cross_entropy(logits, targets)
        given.append(targets.clone())
        losses.append(loss.detach().clone())
        return loss

    model = Model().to(x.device)
    with torch.no_grad():
        model.linear.weight.copy_(weight)
        model.linear.bias.copy_(bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    steps = []
    optimizer.register_step_post_hook(lambda *_: steps.append(1))
    before, mean = x.clone(), 0.0
    reply = {"same_order": True}
    for number in range(passes):
        seen, given, losses, modes = [], [], [], []
        model.eval()
        optimizer.zero_grad()
        mean = names["train_pass"](model, x, y, optimizer, loss_function, batch_size)
        if number == 0:
            first = torch.cat(seen) if seen else torch.zeros(0, dtype=torch.int64)
            groups = {frozenset(part.tolist()) for part in seen}
            reply.update(
                mean=mean,
                order=first,
                targets=torch.cat(given) if given else torch.zeros(0, dtype=torch.int64),
                losses=torch.stack(losses) if losses else torch.zeros(0),
                sizes=torch.tensor([len(s) for s in seen], dtype=torch.int64),
                steps=len(steps),
                train_mode=bool(modes) and all(modes),
                weight=model.linear.weight,
                bias=model.linear.bias,
            )
        else:
            now = torch.cat(seen) if seen else first
            reply["same_order"] = torch.equal(now, first)
            reply["same_batches"] = {frozenset(part.tolist()) for part in seen} == groups
    reply["kept"], reply["left"] = torch.equal(before, x), all(m.training for m in model.modules())
    return reply


def drawn_pass(draw):
    """Return the inputs of a pass: the number of an image stands at its first place."""
    classes, batch_size = draw.size(3, 5), draw.size(4, 6)
    n = batch_size * draw.size(4, 5) + draw.size(1, batch_size - 2)
    x = draw.normal(n, draw.size(2, 4), draw.size(3, 5))
    x[:, 0, 0] = torch.arange(n)
    y = draw.integers(0, classes - 1, n)
    weight, bias = draw.normal(classes, x.shape[2], scale=0.5), draw.normal(classes, scale=0.5)
    return {"x": x, "y": y, "weight": weight, "bias": bias, "batch_size": batch_size, "lr": 0.2}


def call_pass(names, kept, x, y, weight, batch_size, lr, whole):
    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = torch.nn.Parameter(weight.detach().clone())

        def forward(self, x):
            seen.append(x[:, 0, 0].round().long())
            return x[:, -1, 1:] @ self.weight

    seen, steps = [], []
    model = Model().to(x.device)
    model.weight.grad = torch.ones_like(model.weight)  # left by what was done before
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    optimizer.register_step_post_hook(lambda *_: steps.append(1))
    with torch.enable_grad():
        mean = names["train_pass"](model, x, y, optimizer, torch.nn.functional.cross_entropy, batch_size)
    sizes = torch.tensor([len(part) for part in seen])
    if whole:
        return len(steps), model.weight.detach()
    return sizes, torch.cat(seen).sort().values.cpu(), mean


def pass_of(x, y, weight, batch_size, lr, whole):
    """Return what a pass leaves whose order does not matter: all images agree, or the rate is 0."""
    sizes = torch.tensor([len(part) for part in x.split(batch_size)])
    for _ in sizes:
        leaf = weight.clone().requires_grad_()
        loss = F.cross_entropy(x[:, -1, 1:] @ leaf, y)
        (gradient,) = torch.autograd.grad(loss, leaf)
        weight = weight - lr * gradient
    return (len(sizes), weight) if whole else (sizes, torch.arange(len(x)), loss.item())


def pass_cases(draw, whole):
    """Return last batches of one image, one image, batches of one, one batch for all, losses near 0, both dtypes."""
    cases = []
    for n, batch_size, easy, dtype in (
        (21, 10, 0, torch.float32),
        (21, 10, 0, torch.float32),
        (7, 3, 0, torch.float64),
        (5, 64, 0, torch.float64),
        (12, 4, 60, torch.float64),
        (300, 128, 0, torch.float32),
        (4, 1, 0, torch.float32),
        (1, 4, 0, torch.float32),
    ):
        x, y = draw.normal(n, 2, 4, dtype=dtype), draw.integers(0, 2, n)
        x[:, 0, 0], weight = torch.arange(n), draw.normal(3, 3, dtype=dtype)
        if easy:
            x[:, -1, 1:], weight = easy * F.one_hot(y, 3), torch.eye(3, dtype=dtype)
        if whole:
            x[:, -1], y[:] = x[0, -1].clone(), int(y[0])
        cases.append(
            {"x": x, "y": y, "weight": weight, "batch_size": batch_size, "lr": 0.3 * whole, "whole": whole}
        )
    return [case for case in cases if whole or case["batch_size"] > 1]


PASS_PARTS = ("The size of a batch", "The number of an image that was read", "The mean loss per image")
STEP_PARTS = (
    "The number of steps of the optimizer, one for each batch,",
    "A weight after the pass (do gradients from before the pass count?)",
)


def expect_pass(student, cases):
    for some in (cases[:6], cases[6:]):  # batches of one apart, where many mistakes divide by 0
        keeps_promises(
            student, call_pass, some, pass_of,
            results=STEP_PARTS if cases[0]["whole"] else PASS_PARTS, axes=("batch",), draws=True, device=False, rtol=1e-3,
        )  # fmt: skip


def shuffle_probe(names, x, y):
    """Return the orders of passes that begin with the seeds 1, 1 and 2, and a random number drawn after each."""
    model, reply = torch.nn.Linear(2, 2).to(x), {}
    optimizer, seen = torch.optim.SGD(model.parameters(), lr=0.0), []
    model.register_forward_pre_hook(lambda model, given: seen.append(given[0][:, 0, 0].round().long()))

    def loss_function(logits, targets):
        return torch.nn.functional.cross_entropy(logits[:, -1], targets)

    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        seen.clear()
        torch.manual_seed(seed)
        names["train_pass"](model, x, y, optimizer, loss_function, 32)
        reply |= {name: torch.cat(seen), f"after_{name}": torch.rand(4)}
    return reply


def expect_shuffled(student, draw):
    """Fail where an order is only half shuffled, or the seed of torch is set."""
    n = 300
    x, y = draw.normal(n, 1, 2), draw.integers(0, 1, n)
    x[:, 0, 0] = torch.arange(n)
    reply = student.run(shuffle_probe, x=x, y=y)
    for name in ("first", "other"):
        order = reply.tensor(name).double()
        expect_shape(order, [n], "each of 300 images once in a pass.")
        moved = (order - torch.arange(n)).abs().mean().item()
        apart = (order[1:] - order[:-1]).abs().mean().item()
        said = "Of 300 images, many stay near their place or their neighbours: shuffle all of them together."
        expect(0.65 < 3 * moved / n < 1.35 and 0.65 < 3 * apart / n < 1.35, said)
    after = {name: reply.tensor(f"after_{name}") for name in ("first", "again", "other")}
    kept = torch.equal(after["first"], after["again"]) and not torch.equal(after["first"], after["other"])
    expect(
        kept,
        "Your function sets torch's seed, and so changes all random numbers after it. Draw without a seed.",
    )


@check("09_digits_by_rows.train_pass", points=1)
def every_image(student, draw):
    given = drawn_pass(draw)
    x, y, batch_size = given["x"], given["y"], given["batch_size"]
    reply = student.run(pass_probe, **given, passes=2)
    order, sizes, n = reply.tensor("order"), reply.tensor("sizes").tolist(), len(x)
    expect(
        reply.flag("train_mode"),
        "The model came in eval mode and was trained so, without its dropout: call model.train().",
    )
    said = f"A batch had {max(sizes, default=0)} images, and batch_size is {batch_size}."
    expect(max(sizes, default=0) <= batch_size, said)
    expect(
        len(order) != n - n % batch_size or len(set(order.tolist())) != len(order),
        "The smaller last batch is missing: every image belongs to the pass.",
    )
    expect(len(order) >= n, f"The model saw {len(order)} images in the pass, and there are {n}.")
    expect(
        len(order) <= n, f"The model saw {len(order)} images in one pass, and there are {n}: each one once."
    )
    expect(
        sorted(order.tolist()) == list(range(n)),
        "Some images came twice and others never: draw a permutation, without replacement.",
    )
    few = f"{len(sizes)} batches, and {-(-n // batch_size)} are enough: only the last one may be smaller than batch_size."
    expect(len(sizes) == -(-n // batch_size), few)
    expect(order.tolist() != list(range(n)), "The images come in their old order: shuffle them.")
    expect(
        not reply.flag("same_order"),
        "Two passes have the same order. Draw a new one in each pass, without a fixed seed.",
    )
    expect(
        not reply.flag("same_batches"),
        "The same images share a batch in every pass: you shuffle the batches. Shuffle the images.",
    )
    targets = reply.tensor("targets")
    expect_shape(targets, [n], "the targets of one pass: is loss_function called once for each batch?")
    expect(
        torch.equal(targets, y[order]),
        "Images and labels do not belong together any more: index both with the same order.",
    )
    losses, mean = reply.tensor("losses").double(), reply.plain_number("mean")
    weights = torch.tensor(sizes).double()
    right = (losses * weights).sum().item() / n
    for said, wrong in {
        "Every batch counts the same in your mean. The last one is smaller: weight each loss by its size.": losses.mean().item(),
        "This is the loss of the last batch only.": losses[-1].item(),
        "This is the sum of the losses of all batches. Return the mean per image.": losses.sum().item(),
        "This is the sum over all images. Divide by their number.": (losses * weights).sum().item(),
        "You divide the sum of the batches' means by the number of images. Weight each by its size first.": losses.sum().item()
        / n,
        "You divide by the number of batches what was summed over images.": (losses * weights).sum().item()
        / len(sizes),
        "You divide by batch_size times the number of batches. The last batch is smaller.": (losses * weights)
        .sum()
        .item()
        / (len(sizes) * batch_size),
    }.items():
        expect(abs(mean - wrong) > 1e-5 * abs(wrong), said)
    expect(
        abs(mean - right) < 1e-4 * abs(right),
        "The returned number is not the mean loss per image of this pass.",
    )
    expect(reply.flag("kept"), "Your function changed the caller's images.")
    expect(
        reply.flag("left"),
        "A training loop leaves its model in train mode, with all its parts: model.train(), and nothing after it.",
    )
    expect_pass(student, pass_cases(draw, False))
    expect_shuffled(student, draw)


def trained_linear(
    given, batches, *, accumulate=False, once=False, late=False, sign=1.0, twice=False, squashed=False
):
    """Return the weights after one pass of plain SGD over these batches, or after a known mistake."""
    weight, bias = given["weight"].clone(), given["bias"].clone()
    x, y, lr = given["x"], given["y"], given["lr"]
    held = [torch.zeros_like(weight), torch.zeros_like(bias)]
    for chosen in batches:
        w, b = weight.clone().requires_grad_(), bias.clone().requires_grad_()
        logits = x[chosen, -1] @ w.T + b
        loss = sign * F.cross_entropy(logits.softmax(1) if squashed else logits, y[chosen])
        grads = torch.autograd.grad(loss, (w, b))
        if late:  # step before backward: the gradients of the batch before
            use, held = held, list(grads)
        elif accumulate or once:
            held = [h + g for h, g in zip(held, grads, strict=True)]
            use = held
        else:
            use = grads
        if not once:
            weight, bias = weight - lr * use[0], bias - lr * use[1]
            if twice:
                weight, bias = weight - lr * use[0], bias - lr * use[1]
    if once:
        weight, bias = weight - lr * held[0], bias - lr * held[1]
    return torch.cat([weight.flatten(), bias])


@check("09_digits_by_rows.train_pass", points=1)
def updates(student, draw):
    given = drawn_pass(draw)
    reply = student.run(pass_probe, **given, passes=1)
    order = reply.tensor("order")
    n, batches = len(given["x"]), order.split(reply.tensor("sizes").tolist())
    expect(len(order) > 0, "The model was never called.")
    after = torch.cat([reply.tensor("weight").flatten(), reply.tensor("bias")])
    before = torch.cat([given["weight"].flatten(), given["bias"]])
    steps = reply.number("steps")
    same = torch.equal(after, before)
    expect(
        steps > 0 or not same,
        "The weights did not change: the optimizer took no step. backward(), then optimizer.step().",
    )
    expect(
        steps > 0,
        "The weights changed, but the optimizer that was passed took no step. Use it, and make no other.",
    )
    expect(
        not same,
        "The optimizer took steps, but the weights did not change: are the gradients there when step() is called?",
    )
    expect(
        int(order.min()) >= 0 and int(order.max()) < n, "The images that the model saw are not those of x."
    )
    ours = reply.tensor("targets")
    if len(ours) == len(order):  # a wrong pairing is told by the other check
        labels = given["y"].clone()
        labels[order] = ours
        given = given | {"y": labels}
    right = trained_linear(given, batches)
    mistakes = {
        "One step for the whole pass. Take a step after each batch.": trained_linear(
            given, batches, once=True
        ),
        "The gradients of all batches add up: call optimizer.zero_grad() for each batch.": trained_linear(
            given, batches, accumulate=True
        ),
        "step() comes before backward(): each step uses the gradients of the batch before.": trained_linear(
            given, batches, late=True
        ),
        "The loss rises: the sign of the gradient is turned.": trained_linear(given, batches, sign=-1.0),
        "Two steps for each batch. One is enough.": trained_linear(given, batches, twice=True),
        "There is a softmax before the loss. Give loss_function the model's logits as they are.": trained_linear(
            given, batches, squashed=True
        ),
    }
    expect_close(
        after,
        right,
        "The weights after the pass differ from plain steps of your optimizer, one for each batch, with the batch's own gradient.",
        mistakes=mistakes,
        rtol=1e-3,
        atol=1e-4,
    )
    expect(steps == len(batches), f"{steps} steps for {len(batches)} batches: one step for each.")
    expect_pass(student, pass_cases(draw, True))
