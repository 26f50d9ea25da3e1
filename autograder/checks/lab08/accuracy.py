"""Exercise 8.5: Accuracy, and accuracy per tag."""

from itertools import combinations

import torch
from torch.nn import functional as F

from autograder.check import check
from autograder.checks.lab08.common import IGNORE, drawn_batch
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_shape


def accuracy_probe(names, logits, tags):
    """Return the student's accuracy as a number, and whether the arguments are as they were."""
    scores, given = logits.clone(), tags.clone()
    share = names["accuracy"](scores, given)
    if hasattr(share, "dtype") and not share.shape:  # of torch or of NumPy
        share = float(share)
    changed = not torch.equal(given, tags) or not torch.equal(scores, logits)
    return {"share": share, "changed": changed}


def clear(draw, mistakes_of, absent=False):
    """Return a batch on which the right answer and all known mistakes differ from each other."""
    for _ in range(300):
        logits, tags = drawn_batch(draw, absent)
        right, mistakes = mistakes_of(logits, tags)
        there = ~right.isnan()  # of the other tags nothing is compared
        values = [v[there].float().nan_to_num(-7.0, posinf=9.0) for v in (right, *mistakes.values())]
        gaps = torch.stack([(a - b).abs().max() for a, b in combinations(values, 2)])
        if gaps.min() > 2e-3:
            break
    return logits, tags, right, mistakes


def accuracy_and_mistakes(logits, tags):
    """Return the accuracy, and what known mistakes would give."""
    best, real = logits.argmax(-1), tags != IGNORE
    right = (best == tags) & real
    share = right.sum() / real.sum()
    by_row = torch.stack([r[k].float().mean() for r, k in zip(right, real, strict=True)])
    zero = (best == tags.clamp(min=0)).float().mean()
    return share, {
        "You divide by all places, padding included.": right.sum() / real.numel(),
        "Padded places count as correct.": (right | ~real).float().mean(),
        "Padded places count as words of tag 0.": zero,
        "This is a mean of the sentences' accuracies. Every word weighs the same.": by_row.mean(),
        "Tag 0 is left out, and 0 is a real tag.": right[tags > 0].sum() / (tags > 0).sum(),
        "This is the share of wrong words. The task asks for the right ones.": 1 - share,
        "The lowest score is taken, not the highest.": (logits.argmin(-1) == tags)[real].float().mean(),
        "Only the last place of each sentence counts.": right[:, -1].sum() / real[:, -1].sum(),
        "This is the mean probability of the true tag, not a share of words.": logits.softmax(-1)
        .gather(-1, tags.clamp(min=0)[..., None])[..., 0][real]
        .mean(),
        "This is the share of sentences that are right from end to end.": (right | ~real)
        .all(1)
        .float()
        .mean(),
        "This is a mean over the tags, so rare tags weigh more. Every word weighs the same.": per_tag_of(
            logits, tags
        ).nanmean(),
    }


def per_tag_of(logits, tags):
    """Return the accuracy of each tag's words, nan for a tag without words."""
    truth, right = torch.zeros(logits.shape[-1]), torch.zeros(logits.shape[-1])
    best = logits.argmax(-1)
    for tag, said in zip(tags.flatten().tolist(), best.flatten().tolist(), strict=True):
        if tag != IGNORE:
            truth[tag] += 1
            right[tag] += said == tag
    return right / truth


@check("08_pos_tagging.accuracy", points=1)
def share(student, draw):
    logits, tags, right, mistakes = clear(draw, accuracy_and_mistakes)
    reply = student.run(accuracy_probe, logits=logits, tags=tags)
    share = reply.number("share")
    expect(not reply.flag("changed"), "accuracy changes the tensors that it is given. Work on a copy.")
    words = int((tags != IGNORE).sum())
    expect(
        abs(share - round(float(right) * words)) > 1e-3,
        "This is the number of right words. Divide by all real words.",
    )
    expect(share <= 1, "The accuracy is a share from 0 to 1, not a percentage.")
    expect_close(
        torch.tensor(float(share)),
        right,
        "The accuracy differs: the share of real words whose highest score is at the true tag.",
        mistakes=mistakes,
        atol=1e-4,
    )
    keeps_promises(
        student, call_accuracy, accuracy_cases(draw), lambda logits, tags, graph: float(accuracy_and_mistakes(logits, tags)[0]),
        results=("accuracy",), device=False, rtol=1e-5, atol=1e-6,
    )  # fmt: skip


def per_tag_probe(names, logits, tags):
    """Return the student's accuracy of each tag."""
    scores, given = logits.clone(), tags.clone()
    answer = names["accuracy_per_tag"](scores, given)
    changed = not torch.equal(given, tags) or not torch.equal(scores, logits)
    return {"per_tag": answer, "changed": changed}


def per_tag_and_mistakes(logits, tags):
    """Return the accuracy of each tag, and what known mistakes would give."""
    n_tags, best, real = logits.shape[-1], logits.argmax(-1), tags != IGNORE
    right = per_tag_of(logits, tags)
    hits = tags[real & (best == tags)].bincount(minlength=n_tags)
    truth = tags[real].bincount(minlength=n_tags)
    return right, {
        "You divide by how often a tag was SAID. The task asks: of the words that truly have it.": hits
        / best[real].bincount(minlength=n_tags),
        "You divide by all words. The task asks: of the words that truly have this tag.": hits / real.sum(),
        "Padded places count as words of tag 0.": hits
        / tags.clamp(min=0).flatten().bincount(minlength=n_tags),
        "Right words at padded places count: predictions there are compared, too.": (
            (best.flatten() == tags.clamp(min=0).flatten()).float()
            @ F.one_hot(tags.clamp(min=0).flatten(), n_tags).float()
        )
        / truth,
        "These are counts. Divide by how many words truly have the tag.": hits.float(),
        "These are the shares of WRONG words.": 1 - right,
        "This is the share of each tag among the words, not an accuracy.": truth / real.sum(),
        "For each tag, all places that are 'not this tag' count as right, too. Look only at words that truly have "
        "it.": torch.stack([((best == k) == (tags == k))[real].float().mean() for k in range(n_tags)]),
    }


def call_accuracy(names, kept, logits, tags, graph):
    logits = logits.clone().requires_grad_() * 1.0 if graph else logits
    return float(names["accuracy"](logits, tags))


def call_per_tag(names, kept, logits, tags, graph):
    logits = logits.clone().requires_grad_() * 1.0 if graph else logits
    per_tag = names["accuracy_per_tag"](logits, tags)
    is_float = isinstance(per_tag, torch.Tensor) and per_tag.is_floating_point()
    return per_tag.double() if is_float else per_tag


def accuracy_cases(draw):
    """Return batches with negative and large scores, a tag always missed, absent ones, and many words of one tag."""
    batch, steps, n_tags = draw.sizes(3, 4, 8)

    def drawn(*shape, low=0, high=n_tags - 1):
        return {"logits": draw.normal(*shape, n_tags), "tags": draw.integers(low, high, *shape)}

    cases = [drawn(batch, steps), drawn(batch, steps, low=1, high=n_tags - 2), drawn(1, 1), drawn(1, steps)]
    cases[0]["tags"][:, 2:] = IGNORE
    cases[0]["tags"][0, :2] = torch.tensor([0, n_tags - 1])
    cases[0]["logits"][..., 0] -= 100  # tag 0 is there, and never said
    cases[1]["logits"] -= 50
    cases.append({"logits": 300 * cases[0]["logits"].double(), "tags": cases[0]["tags"]})
    many = {"logits": draw.normal(3, 2001, 2), "tags": torch.zeros(3, 2001, dtype=torch.int64)}
    many["logits"][:2, :, 0] += 9
    many["tags"][2, 1000:] = 1
    padded = drawn(3, 5)
    padded["tags"][1] = IGNORE  # a sentence without words
    return [{**case, "graph": case is padded} for case in (*cases, many, drawn(3, 130), padded)]


@check("08_pos_tagging.accuracy", points=1)
def per_tag(student, draw):
    logits, tags, right, mistakes = clear(draw, per_tag_and_mistakes, absent=True)
    n_tags = logits.shape[-1]
    shown = torch.cat([logits, logits[..., :1] - 9], -1)  # one further tag, the last, which no word has
    present = ~right.isnan()
    for scored, n in ((logits, n_tags), (shown, n_tags + 1)):
        reply = student.run(per_tag_probe, logits=scored, tags=tags)
        found = reply.tensor("per_tag")
        expect(
            not reply.flag("changed"),
            "accuracy_per_tag changes the tensors that it is given. Work on a copy.",
        )
        expect(
            list(found.shape) != [int(present.sum())],
            "The tags that no word has are left out, so the places of the others slip. The task asks for nan there.",
        )
        expect(
            found.dim() != 1 or len(found) >= n,
            "There are fewer numbers than tags: is a minlength of n_tags missing?",
        )
        expect_shape(found, [n], "one place for each tag, also for absent ones.")
        expect(found.is_floating_point(), "Accuracies are floats.")
        expect_close(
            found[:n_tags][present].nan_to_num(-7.0, posinf=9.0),  # nan equals nothing
            right[present],
            "The accuracies differ: of the words whose true tag is k, the share that was tagged k.",
            mistakes={
                said: wrong[present].nan_to_num(-7.0, posinf=9.0).float() for said, wrong in mistakes.items()
            },
            atol=1e-4,
        )
        absent = torch.cat([found[:n_tags][~present], found[n_tags:]])
        expect(
            not (absent == 0).any(),
            "A tag that no word has gets 0, as if all its words were wrong. The task asks for nan.",
        )
        expect(
            not (absent == 1).any(),
            "A tag that no word has gets 1. The task asks for nan: nothing was measured.",
        )
        expect(bool(absent.isnan().all()), "A tag that no word has must get nan: nothing was measured.")
    keeps_promises(
        student, call_per_tag, accuracy_cases(draw), lambda logits, tags, graph: per_tag_of(logits, tags).double(),
        results=("accuracy_per_tag",), axes=("tag",), device=False, rtol=1e-5, atol=1e-6,
    )  # fmt: skip
