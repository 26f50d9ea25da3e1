"""Exercise 8.4: tag_loss."""

import torch
from torch.nn import functional as F

from autograder.check import check
from autograder.checks.lab08.common import IGNORE, drawn_batch
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape


def loss_probe(names, logits, tags):
    """Return the student's loss, its gradient, and whether the tags are as they were."""
    logits, given = logits.clone().requires_grad_(), tags.clone()
    loss = names["tag_loss"](logits, given)
    reply = {"loss": loss, "changed": not torch.equal(given, tags), "linked": False}
    if isinstance(loss, torch.Tensor) and loss.requires_grad and loss.dim() == 0:
        reply["linked"] = True
        reply["gradient"] = torch.autograd.grad(loss, logits)[0]
    return reply


def call_loss(names, kept, logits, tags):
    return names["tag_loss"](logits, tags)


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
    cases[1]["tags"][1], cases[1]["tags"][2, 0] = (
        IGNORE,
        IGNORE,
    )  # a sentence without words, and not at the end alone
    cases += [drawn(batch, steps, 300.0), drawn(2, 140, 50.0, torch.float64)]
    return [*cases, drawn(131, 2), drawn(3, 4, n_tags=140)]


@check("08_pos_tagging.tag_loss", points=2)
def real_words(student, draw):
    logits, tags = drawn_batch(draw)
    full = torch.where(tags == IGNORE, 1, tags)
    for wanted, scored in ((tags, logits), (full, logits), (tags[:1, :1], logits[:1, :1])):
        scored = scored.double() if wanted is full else scored
        (batch, steps), n_tags = wanted.shape, scored.shape[-1]
        reply = student.run(loss_probe, logits=scored, tags=wanted)
        loss = reply.tensor("loss")
        expect(not reply.flag("changed"), "tag_loss changes the tags that it is given. Work on a copy.")
        expect_shape(loss, [], "one number, the mean over all real words of the batch.")
        expect_dtype(loss, scored.dtype, "the loss has the dtype of the logits.")
        leaf = scored.clone().requires_grad_()
        real = wanted != IGNORE
        nll = -leaf.log_softmax(-1).gather(-1, wanted.clamp(min=0)[..., None])[..., 0]
        expected = nll[real].mean()
        rows = torch.stack([n[r].mean() for n, r in zip(nll, real, strict=True)])
        with torch.no_grad():
            mixed = scored.reshape(batch, n_tags, steps)
            turned = scored.transpose(0, 1).reshape(-1, n_tags)
            twice = -scored.softmax(-1).log_softmax(-1).gather(-1, wanted.clamp(min=0)[..., None])[..., 0]
            sum_of_times = nll.masked_fill(~real, 0).sum(1).mean()
            mistakes = {
                "Padded places count as words of tag 0.": nll.mean(),
                "You divide by all places of the batch, padding included.": nll[real].sum() / real.numel(),
                "This is a mean of the sentences' means. Every word weighs the same.": rows.mean(),
                "This is the sum over the words. The task asks for the mean.": nll[real].sum(),
                "The words of a sentence are summed up, so long sentences weigh more. Divide by the number of words.": sum_of_times,
                "Tag 0 is left out, and 0 is a real tag.": nll[wanted > 0].mean(),
                "There is a softmax before the cross-entropy, which has its own.": twice[real].mean(),
                "The sign is wrong: this loss falls when the model gets worse.": -expected,
                "reshape or view mixes the words: it does not move an axis. Use transpose, or join batch and "
                "words.": F.cross_entropy(mixed, wanted, ignore_index=IGNORE),
                "Logits and tags are joined in different orders: words of different sentences meet.": F.cross_entropy(
                    turned, wanted.flatten(), ignore_index=IGNORE
                ),
                "log_softmax is missing: these are plain scores.": -scored.gather(
                    -1, wanted.clamp(min=0)[..., None]
                )[..., 0][real].mean(),
                "Only the first sentence counts.": nll[0][real[0]].mean(),
            }
        expect_close(
            loss,
            expected.detach(),
            "The loss differs from the mean cross-entropy over the real words.",
            mistakes=mistakes,
        )
        expect(reply.flag("linked"), "No gradient can flow back: is there a detach, an item or a no_grad?")
        gradient = torch.autograd.grad(expected, leaf)[0]
        expect_close(
            reply.tensor("gradient"),
            gradient,
            "The loss is right, but its gradient is not: is a part detached?",
        )
    keeps_promises(
        student, call_loss, loss_cases(draw),
        lambda logits, tags: F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=IGNORE),
        results=("the loss",), digits=True, gradients=("logits",),
    )  # fmt: skip
