"""Exercise 6.6: A loss without padding."""

import torch
from torch.nn.functional import cross_entropy

from autograder.check import check, expect, expect_close, expect_dtype
from autograder.checks.shared import expect_another_device, on_another_device


def loss_probe(names, logits, targets, lengths):
    """Return the student's loss, its gradient, and whether the arguments were left alone."""
    logits.requires_grad_()
    before = logits.detach().clone(), targets.clone(), lengths.clone()
    try:
        loss = names["batch_loss"](logits, targets, lengths)
    except RuntimeError as error:
        if "leaf" not in str(error):
            raise
        return {"loss": None, "kept": False, "linked": False}
    after = logits.detach(), targets, lengths
    reply = {"loss": loss, "kept": all(torch.equal(a, b) for a, b in zip(before, after, strict=True))}
    reply["linked"] = isinstance(loss, torch.Tensor) and loss.requires_grad
    if reply["linked"] and loss.numel() == 1:
        gradient = torch.autograd.grad(loss.sum(), logits, allow_unused=True)[0]
        reply["gradient"] = torch.zeros_like(logits) if gradient is None else gradient
    return reply


def loss_device_probe(names, logits, targets, lengths):
    """Say whether the student's loss mixes devices."""

    def call(move):
        return names["batch_loss"](move(logits), move(targets), move(lengths))

    return on_another_device(call)


def drawn_batch(draw, dtype=torch.float32):
    """Return logits, targets (with letters in the padding, too) and lengths, unsorted, one of them full."""
    batch, steps, n_letters = draw.sizes(3, 4, 8)
    lengths = draw.integers(2, steps - 2, batch)
    lengths[1], lengths[2] = steps, 1
    targets = draw.integers(0, n_letters - 1, batch, steps)
    targets[:, 0] = 0  # a real letter 0, so that it cannot stand for padding
    return draw.normal(batch, steps, n_letters, scale=2.0, dtype=dtype), targets, lengths


def expect_loss(reply, hint="The loss is"):
    """Return the loss after looking at its form."""
    loss = reply.tensor("loss") if reply.flag("kept") else None
    expect(
        loss is not None,
        "The arguments are changed. Work on a copy: who called still needs the targets and the logits.",
    )
    expect(
        loss.dim() == 0,
        f"The loss has shape {list(loss.shape)}. Return one number: the mean over all real letters.",
    )
    return loss


@check("06_name_generation.batch_loss", points=1)
def value(student, draw):
    logits, targets, lengths = drawn_batch(draw, torch.float64)  # so exact that no two mistakes look alike
    batch, steps, n_letters = logits.shape
    loss = expect_loss(student.run(loss_probe, logits=logits, targets=targets, lengths=lengths))
    each = cross_entropy(logits.transpose(1, 2), targets, reduction="none")
    places = torch.arange(steps)
    mask = places < lengths[:, None]
    total, count = each[mask].sum(), mask.sum()
    shorter = places < lengths[:, None] - 1
    longer = places < lengths[:, None] + 1
    mixed = cross_entropy(logits.reshape(-1, n_letters), targets.T.flatten(), reduction="none")
    zero = cross_entropy(logits.transpose(1, 2), targets, ignore_index=0)
    expect_close(
        loss,
        total / count,
        "The loss is not the mean cross-entropy over all real letters.",
        mistakes={
            "The padding is counted: use the lengths.": each.mean(),
            "The padding is out of the sum, but is still counted in the mean.": total / (batch * steps),
            "This is the sum over all letters: divide by their number.": total,
            "This is the sum over time: divide by the number of letters, not by the number of names.": total
            / batch,
            "This divides by the number of time steps, not by the number of letters.": total / steps,
            "Each name counts the same. Asked is that each letter does.": (
                (each * mask).sum(1) / lengths
            ).mean(),
            "EOS is not learned: the last real target is left out.": each[shorter].mean(),
            "EOS is left out of the sum, but not of the count.": each[shorter].sum() / count,
            "One place of padding is counted in each name: `<`, not `<=`.": each[longer].mean(),
            "Every 0 in the targets is left out, but 0 is also a letter. Use the lengths.": zero,
            "Every 0 in the targets is left out, but 0 is a letter, too. Use the lengths.": each[
                mask & (targets != 0)
            ].mean(),
            "The sign is wrong: the loss is minus the log-probability.": -total / count,
            "This is the mean of the raw scores of the targets: the log_softmax is missing.": (
                -logits.gather(2, targets[..., None])[..., 0][mask].mean()
            ),
            "There is a softmax before the cross-entropy, which has its own.": cross_entropy(
                logits[mask].softmax(-1), targets[mask]
            ),
            "Time and batch are mixed: logits and targets are flattened in different orders.": mixed[
                mask.flatten()
            ].mean(),
            "Time and batch are mixed up when the two are flattened.": mixed.mean(),
            "Only the longest name is counted.": each[1].mean(),
            "Only the last real place of each name is counted.": each[
                torch.arange(batch), lengths - 1
            ].mean(),
        },
        rtol=1e-6,
        atol=1e-7,
    )


@check("06_name_generation.batch_loss", points=1)
def gradient(student, draw):
    logits, targets, lengths = drawn_batch(draw, torch.float64)
    for which, size in ((slice(None), 1.0), (slice(0, 1), 1.0), (slice(None), 500.0)):
        given = logits[which] * size, targets[which], lengths[which]
        reply = student.run(loss_probe, logits=given[0], targets=given[1], lengths=given[2])
        loss = expect_loss(reply)
        expect_dtype(loss, torch.float64, "the loss must have the dtype of the logits.")
        expect(
            reply.flag("linked"),
            "The loss has no gradient, so nothing can be learned: is there an item(), a detach or a new tensor?",
        )
        expect(
            bool(torch.isfinite(loss)),
            "With large logits the loss is no longer a number: use cross_entropy or log_softmax, not log of softmax.",
        )
        leaf = given[0].clone().requires_grad_()
        mask = torch.arange(targets.shape[1]) < given[2][:, None]
        (wanted,) = torch.autograd.grad(cross_entropy(leaf[mask], given[1][mask]), leaf)
        got = reply.tensor("gradient")
        expect(
            not got[~mask].abs().sum() > 0,
            "The gradient reaches padded places: the model would learn the padding.",
        )
        spot = torch.arange(len(mask)), given[2] - 1
        expect(
            not (got[spot] == 0).all(),
            "No gradient at the last real target: the model would never learn EOS.",
        )
        expect_close(
            got,
            wanted,
            "The gradient is not that of the mean over all real letters."
            if size == 1
            else "With large logits, the gradient is wrong: is a softmax or log made by hand?",
        )
    expect_another_device(
        student.run(loss_device_probe, logits=logits.detach(), targets=targets, lengths=lengths),
        "Something is made on the CPU: give arange the device of the targets. On a GPU this fails.",
    )
