"""Exercise 8.4: tag_loss."""

import torch
from torch.nn import functional as F

from autograder.check import check
from autograder.checks.lab08.common import IGNORE, drawn_batch
from autograder.checks.shared import amiss
from autograder.contracts import keeps_promises


def call_loss(names, kept, logits, tags):
    before = tags.clone()
    loss = names["tag_loss"](logits, tags)
    if not torch.equal(tags, before):
        amiss("tag_loss changes the tags that it is given. Work on a copy.")
    return loss


def loss_of(logits, tags):
    return F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=IGNORE)


def loss_mistakes(logits, tags):
    """Return what known mistakes would give as the loss."""
    (batch, steps), n_tags, real = tags.shape, logits.shape[-1], tags != IGNORE

    def true(scores):
        return scores.gather(-1, tags.clamp(min=0)[..., None])[..., 0]

    nll, twice = -true(logits.log_softmax(-1)), -true(logits.softmax(-1).log_softmax(-1))
    total, of_rows = nll[real].sum(), [n[r].mean() for n, r in zip(nll, real, strict=True)]
    turned = logits.transpose(0, 1).reshape(-1, n_tags)
    mixed = F.cross_entropy(logits.reshape(batch, n_tags, steps), tags, ignore_index=IGNORE)
    return {
        "Padded places count as words of tag 0.": nll.mean(),
        "You divide by all places of the batch, padding included.": total / real.numel(),
        "This is a mean of the sentences' means. Every word weighs the same.": torch.stack(of_rows).mean(),
        "This is the sum over the words. The task asks for the mean.": total,
        "The words of a sentence are summed up, so long sentences weigh more. Divide by the number of words.": total / batch,
        "Tag 0 is left out, and 0 is a real tag.": nll[tags > 0].mean(),
        "There is a softmax before the cross-entropy, which has its own.": twice[real].mean(),
        "The sign is wrong: this loss falls when the model gets worse.": -nll[real].mean(),
        "reshape or view mixes the words: it does not move an axis. Use transpose, or join batch and words.": mixed,
        "Logits and tags are joined in different orders: words of different sentences meet.":
            F.cross_entropy(turned, tags.flatten(), ignore_index=IGNORE),
        "log_softmax is missing: these are plain scores.": -true(logits)[real].mean(),
        "Only the first sentence counts.": nll[0][real[0]].mean(),
    }  # fmt: skip


def loss_cases(draw):
    """Return batches as long as there are tags, of one word, long ones, many sentences and tags, scores far from 0."""
    batch, steps, n_tags = draw.sizes(3, 3, 8)

    def drawn(batch, steps, scale=1.0, dtype=torch.float32, n_tags=n_tags):
        tags = draw.integers(0, n_tags - 1, batch, steps)
        tags[0, 1:] = IGNORE
        return {"logits": draw.normal(batch, steps, n_tags, scale=scale, dtype=dtype), "tags": tags}

    cases = [
        drawn(batch, steps),
        drawn(batch, steps),
        drawn(batch, n_tags),
        drawn(n_tags, steps),
        drawn(1, 1),
    ]
    cases[1]["logits"] -= 300
    # a sentence without words, and not at the end alone
    cases[1]["tags"][1] = cases[1]["tags"][2, 0] = IGNORE
    cases += [drawn(batch, steps, 300.0), drawn(2, 140, 50.0, torch.float64)]
    return [*cases, drawn(131, 2), drawn(3, 4, n_tags=140)]


@check("08_pos_tagging.tag_loss", points=2)
def real_words(student, draw):
    """A drawn batch, where each known mistake is named; one without padding, all kinds of sizes and scores, every promise."""
    logits, tags = drawn_batch(draw)
    full = {"logits": logits.double(), "tags": torch.where(tags == IGNORE, 1, tags)}
    one = {"logits": logits[:1, :1], "tags": tags[:1, :1]}
    cases = [{"logits": logits, "tags": tags}, full, one, *loss_cases(draw)]
    loss = "the loss (one number in the dtype of the logits, the mean cross-entropy over all real words of the batch)"
    keeps_promises(
        student, call_loss, cases[:1], loss_of, results=(loss,), mistakes=loss_mistakes, promises=False
    )
    keeps_promises(student, call_loss, cases, loss_of, results=(loss,), digits=True, gradients=("logits",))
