"""Exercise 6.6: A loss without padding."""

import torch
from torch.nn.functional import cross_entropy

from autograder.check import check
from autograder.contracts import keeps_promises


def call_loss(names, kept, logits, targets, lengths):
    return names["batch_loss"](logits, targets, lengths)


def mean_loss(logits, targets, lengths):
    mask = torch.arange(targets.shape[1]) < lengths[:, None]
    return cross_entropy(logits[mask], targets[mask])


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
    full, level = ({**drawn(33, n, 3), "lengths": torch.full((33,), 130)} for n in (130, 133))
    return {
        "With some names": first,
        "With other names, in a batch of the same size": again,
        "With one name": drawn(1, steps),
        "With one step": drawn(batch, 1),
        "With 59 letters, where EOS is 58 (it counts as any letter)": drawn(batch, steps, 59),
        "With a name of 140 letters": drawn(2, 140),
        "With 4,290 letters (are they counted exactly?)": full,
        "With names of one length, shorter than the batch": level,
        "With float64": drawn(batch, steps + 10, dtype=torch.float64),
        "With large logits (use cross_entropy or log_softmax, no softmax or log made by hand)": (
            drawn(batch, steps, scale=300.0)
        ),
    }


def other_means(logits, targets, lengths):
    """Return hint → the loss of each known mistake."""
    batch, steps, n_letters = logits.shape
    each = cross_entropy(logits.transpose(1, 2), targets, reduction="none")
    mixed = cross_entropy(logits.reshape(-1, n_letters), targets.T.flatten(), reduction="none")
    mask, shorter, longer = (torch.arange(steps) < lengths[:, None] + more for more in (0, -1, 1))
    total, count, real = each[mask].sum(), mask.sum(), each[mask & (targets != 0)]
    raw = -logits.gather(2, targets[..., None])[..., 0][mask].mean()
    return {
        "The padding is counted: use the lengths.": each.mean(),
        "The padding is out of the sum, but is still counted in the mean.": total / (batch * steps),
        "This is the sum over all letters: divide by their number.": total,
        "This is the sum over time: divide by the number of letters, not of names.": total / batch,
        "This divides by the number of time steps, not by the number of letters.": total / steps,
        "Each name counts the same. The task asks for a mean in which each letter does.": (
            (each * mask).sum(1) / lengths
        ).mean(),
        "EOS is not learned: the last real target is left out.": each[shorter].mean(),
        "EOS is left out of the sum, but not of the count.": each[shorter].sum() / count,
        "One place of padding is counted in each name: `<`, not `<=`.": each[longer].mean(),
        "Every 0 in the targets is left out, but 0 is also a letter. Use the lengths.": each[
            targets != 0
        ].mean(),
        "Every 0 in the targets is left out, but 0 is a letter, too. Use the lengths.": real.mean(),
        "The sign is wrong: the loss is minus the log-probability.": -total / count,
        "This is the mean of the raw scores of the targets: the log_softmax is missing.": raw,
        "There is a softmax before the cross-entropy, which has its own.": cross_entropy(
            logits[mask].softmax(-1), targets[mask]
        ),
        "Time and batch are mixed: logits and targets are flattened in different orders.": mixed[
            mask.flatten()
        ].mean(),
        "Time and batch are mixed up when the two are flattened.": mixed.mean(),
        "Only the longest name is counted.": each[lengths.argmax()].mean(),
        "Only the last real place of each name is counted.": each[torch.arange(batch), lengths - 1].mean(),
    }


RESULTS = ("the loss (one number, the mean over all real letters)",)


@check("06_name_generation.batch_loss", points=1)
def value(student, draw):
    """The mean over all real letters of a small batch, with names for the usual other means."""
    batch, steps, n_letters = draw.sizes(3, 4, 8)
    lengths = draw.integers(2, steps - 2, batch)
    lengths[1], lengths[2] = steps, 1
    targets = draw.integers(0, n_letters - 1, batch, steps)
    targets[:, 0] = 0  # a real letter 0, so that it cannot stand for padding
    logits = draw.normal(batch, steps, n_letters, scale=2.0)
    case = {"logits": logits, "targets": targets, "lengths": lengths}
    keeps_promises(
        student, call_loss, [case, case | {"lengths": lengths.roll(1)}], mean_loss, results=RESULTS,
        notes=("With some names", "With as many names of other lengths"), device=False,
        mistakes=other_means, rtol=1e-5, atol=1e-6,
    )  # fmt: skip


@check("06_name_generation.batch_loss", points=1)
def gradient(student, draw):
    """Loss and gradient for batches of every form, on any device, in any order of calls."""
    drawn = loss_cases(draw)
    keeps_promises(
        student,
        call_loss,
        [*drawn.values()],
        mean_loss,
        results=RESULTS,
        notes=tuple(drawn),
        gradients=("logits",),
        digits=True,
    )
