"""Exercise 6.6: A loss without padding."""

import torch
from torch.nn.functional import cross_entropy

from autograder.check import check
from autograder.checks.lab06.common import promised

RESULTS = ("the loss (one number, the mean over all real letters)",)


def call_loss(names, kept, logits, targets, lengths):
    return names["batch_loss"](logits, targets, lengths)


def mean_loss(logits, targets, lengths):
    mask = torch.arange(targets.shape[1]) < lengths[:, None]
    return cross_entropy(logits[mask], targets[mask])


def loss_case(draw, batch, steps, n_letters, scale=2.0, dtype=torch.float32):
    """Return a batch with letters in the padding, a name of one letter, and both ends of the alphabet as targets."""
    lengths = draw.integers(1, steps, batch)
    lengths[1 % batch], lengths[-1], lengths[0] = 1, steps, max(1, steps // 2)
    targets = draw.integers(0, n_letters - 1, batch, steps)
    targets[torch.arange(batch), lengths - 1] = n_letters - 1  # EOS is the last letter of its alphabet
    targets[:, : min(2, steps - 1)] = 0
    logits = draw.normal(batch, steps, n_letters, scale=scale, dtype=dtype)
    return {"logits": logits, "targets": targets, "lengths": lengths}


def other_means(logits, targets, lengths):
    """Return hint → the loss of each known mistake."""
    batch, steps, n_letters = logits.shape
    each = cross_entropy(logits.transpose(1, 2), targets, reduction="none")
    mixed = cross_entropy(logits.reshape(-1, n_letters), targets.T.flatten(), reduction="none")
    mask, shorter, longer = (torch.arange(steps) < lengths[:, None] + more for more in (0, -1, 1))
    total, count, nonzero = each[mask].sum(), mask.sum(), targets != 0
    not_0, real_not_0 = each[nonzero].mean(), each[mask & nonzero].mean()
    of_names, mixed_real = ((each * mask).sum(1) / lengths).mean(), mixed[mask.flatten()].mean()
    raw = -logits.gather(2, targets[..., None])[..., 0][mask].mean()
    twice = cross_entropy(logits[mask].softmax(-1), targets[mask])
    last = each[torch.arange(batch), lengths - 1].mean()
    return {
        "The padding is counted: use the lengths.": each.mean(),
        "The padding is out of the sum, but is still counted in the mean.": total / (batch * steps),
        "This is the sum over all letters: divide by their number.": total,
        "This is the sum over time: divide by the number of letters, not of names.": total / batch,
        "This divides by the number of time steps, not by the number of letters.": total / steps,
        "Each name counts the same. The task asks for a mean in which each letter does.": of_names,
        "EOS is not learned: the last real target is left out.": each[shorter].mean(),
        "EOS is left out of the sum, but not of the count.": each[shorter].sum() / count,
        "One place of padding is counted in each name: `<`, not `<=`.": each[longer].mean(),
        "Every 0 in the targets is left out, but 0 is also a letter. Use the lengths.": not_0,
        "Every 0 in the targets is left out, but 0 is a letter, too. Use the lengths.": real_not_0,
        "The sign is wrong: the loss is minus the log-probability.": -total / count,
        "This is the mean of the raw scores of the targets: the log_softmax is missing.": raw,
        "There is a softmax before the cross-entropy, which has its own.": twice,
        "Time and batch are mixed: logits and targets are flattened in different orders.": mixed_real,
        "Time and batch are mixed up when the two are flattened.": mixed.mean(),
        "Only the longest name is counted.": each[lengths.argmax()].mean(),
        "Only the last real place of each name is counted.": last,
    }


@check("06_name_generation.batch_loss", points=1)
def value(student, draw):
    """The mean over all real letters of a small batch, with names for the usual other means."""
    case = loss_case(draw, *draw.sizes(3, 4, 8))
    other = case | {"lengths": case["lengths"].roll(1)}
    cases = {"With some names": case, "With as many names of other lengths": other}
    close = {"rtol": 1e-5, "atol": 1e-6}
    promised(student, call_loss, cases, mean_loss, RESULTS, mistakes=other_means, device=False, **close)


@check("06_name_generation.batch_loss", points=1)
def gradient(student, draw):
    """Loss and gradient for batches of every form, on any device, in any order of calls."""
    batch, steps, n = draw.sizes(3, 4, 8)
    first, again = (loss_case(draw, batch, steps, n) for _ in range(2))
    full, level = ({**loss_case(draw, 33, k, 3), "lengths": torch.full((33,), 130)} for k in (130, 133))
    large = loss_case(draw, batch, steps, n, scale=300.0)
    cases = {
        "With some names": first,
        "With other names, in a batch of the same size": {**again, "lengths": first["lengths"].flip(0)},
        "With one name": loss_case(draw, 1, steps, n),
        "With one step": loss_case(draw, batch, 1, n),
        "With 59 letters, where EOS is 58 (it counts as any letter)": loss_case(draw, batch, steps, 59),
        "With a name of 140 letters": loss_case(draw, 2, 140, n),
        "With 4,290 letters (are they counted exactly?)": full,
        "With names of one length, shorter than the batch": level,
        "With float64": loss_case(draw, batch, steps + 10, n, dtype=torch.float64),
        "With large logits (use cross_entropy or log_softmax, no softmax or log made by hand)": large,
    }
    promised(student, call_loss, cases, mean_loss, RESULTS, gradients=("logits",), digits=True)
