"""Exercise 6.6: A loss without padding."""

import torch
from torch.nn.functional import cross_entropy

from autograder.check import check, expect, expect_close
from autograder.contracts import keeps_promises


def loss_probe(names, logits, targets, lengths):
    """Return the student's loss, and whether the targets were left alone."""
    before = targets.clone()
    return {"loss": names["batch_loss"](logits, targets, lengths), "kept": torch.equal(before, targets)}


def call_loss(names, kept, logits, targets, lengths):
    return names["batch_loss"](logits, targets, lengths)


def mean_loss(logits, targets, lengths):
    mask = torch.arange(targets.shape[1]) < lengths[:, None]
    return cross_entropy(logits[mask], targets[mask])


def drawn_batch(draw, dtype=torch.float32):
    """Return logits, targets (with letters in the padding, too) and lengths, unsorted, one of them full."""
    batch, steps, n_letters = draw.sizes(3, 4, 8)
    lengths = draw.integers(2, steps - 2, batch)
    lengths[1], lengths[2] = steps, 1
    targets = draw.integers(0, n_letters - 1, batch, steps)
    targets[:, 0] = 0  # a real letter 0, so that it cannot stand for padding
    return draw.normal(batch, steps, n_letters, scale=2.0, dtype=dtype), targets, lengths


def loss_cases(draw):
    """Return batches by what they show: each has letters in the padding, and both ends of the alphabet as targets."""
    batch, steps, n_letters = draw.sizes(3, 4, 8)

    def drawn(batch, steps, n=n_letters, scale=2.0, dtype=torch.float32):
        lengths = draw.integers(1, steps, batch)
        lengths[-1], lengths[0] = steps, max(1, steps // 2)
        targets = draw.integers(0, n - 1, batch, steps)
        targets[torch.arange(batch), lengths - 1] = n - 1  # EOS is the last letter of its alphabet
        targets[:, : min(2, steps - 1)] = 0
        logits = draw.normal(batch, steps, n, scale=scale, dtype=dtype)
        return {"logits": logits, "targets": targets, "lengths": lengths}

    first = drawn(batch, steps)
    again = {**drawn(batch, steps), "lengths": first["lengths"].flip(0)}
    full = {**drawn(33, 130, 3), "lengths": torch.full((33,), 130)}
    return {
        "With some names": first,
        "With other names, in a batch of the same size": again,
        "With one name": drawn(1, steps),
        "With one step": drawn(batch, 1),
        "With 59 letters, where EOS is 58 (it counts as any letter)": drawn(batch, steps, 59),
        "With a name of 140 letters": drawn(2, 140),
        "With 4,290 letters (are they counted exactly?)": full,
        "With float64": drawn(batch, steps + 10, dtype=torch.float64),
        "With large logits (use cross_entropy or log_softmax, no softmax or log made by hand)": (
            drawn(batch, steps, scale=300.0)
        ),
    }


@check("06_name_generation.batch_loss", points=1)
def value(student, draw):
    """The mean over all real letters, with names for the usual other means."""
    logits, targets, lengths = drawn_batch(draw, torch.float64)  # so exact that no two mistakes look alike
    batch, steps, n_letters = logits.shape
    reply = student.run(loss_probe, logits=logits, targets=targets, lengths=lengths)
    loss = reply.tensor("loss")
    hint = "The arguments are changed. Work on a copy: who called still needs the targets and the logits."
    expect(reply.flag("kept"), hint)
    hint = f"The loss has shape {list(loss.shape)}. Return one number: the mean over all real letters."
    expect(loss.dim() == 0, hint)
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
            "Each name counts the same. The task asks for a mean in which each letter does.": (
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
    """Loss and gradient for batches of every form, on any device, in any order of calls."""
    drawn = loss_cases(draw)
    keeps_promises(
        student, call_loss, [*drawn.values()], mean_loss,
        results=("the loss (one number, the mean over all real letters)",), notes=tuple(drawn), gradients=("logits",),
    )  # fmt: skip
