"""Exercise 8.5: Accuracy, and accuracy per tag."""

from itertools import combinations

import torch
from torch.nn import functional as F

from autograder.agreement import same_values
from autograder.check import check, travels
from autograder.checks.lab08.common import IGNORE, drawn_batch
from autograder.checks.shared import amiss
from autograder.contracts import keeps_promises


@travels
def result_of(function, logits, tags, graph):
    """Return what the student's function makes of them; with `graph` the logits come as a model returns them."""
    scores = logits.clone().requires_grad_() * 1.0 if graph else logits
    result = function(scores, tags)
    if graph and not scores.requires_grad:
        lost = "The caller's logits lose their graph, and a loss of them its gradient: "
        amiss(f"{lost}detach() instead of detach_().")
    return result


def call_accuracy(names, kept, **case):
    share = result_of(names["accuracy"], **case)
    return float(share) if hasattr(share, "dtype") and not share.shape else share  # of torch or of NumPy


def call_per_tag(names, kept, **case):
    per_tag = result_of(names["accuracy_per_tag"], **case)
    is_float = isinstance(per_tag, torch.Tensor) and per_tag.is_floating_point()
    return per_tag.double() if is_float else per_tag


def accuracy_of(logits, tags, graph=""):
    return (logits.argmax(-1) == tags)[tags != IGNORE].double().mean().item()


def per_tag_of(logits, tags, graph=""):
    """Return the accuracy of each tag's words, nan for a tag without words."""
    n_tags, real = logits.shape[-1], tags != IGNORE
    right = real & (logits.argmax(-1) == tags)
    return tags[right].bincount(minlength=n_tags).double() / tags[real].bincount(minlength=n_tags)


def share_mistakes(logits, tags, graph=""):
    """Return what known mistakes would give as the accuracy."""
    best, real, filled = logits.argmax(-1), tags != IGNORE, tags.clamp(min=0)
    right = (best == tags) & real
    share, of_tags = right.sum() / real.sum(), per_tag_of(logits, tags)
    by_row = torch.stack([r[k].float().mean() for r, k in zip(right, real, strict=True)])
    whole, lowest = (right | ~real).all(1).float(), (logits.argmin(-1) == tags).float()
    true = logits.double().softmax(-1).gather(-1, filled[..., None])[..., 0]
    return {
        "This is the number of right words. Divide by all real words.": right.sum(),
        "The accuracy is a share from 0 to 1, not a percentage.": 100 * share,
        "You divide by all places, padding included.": right.sum() / real.numel(),
        "Padded places count as correct.": (right | ~real).float().mean(),
        "Padded places count as words of tag 0.": (best == filled).float().mean(),
        "This is a mean of the sentences' accuracies. Every word weighs the same.": by_row.mean(),
        "Tag 0 is left out, and 0 is a real tag.": right[tags > 0].sum() / (tags > 0).sum(),
        "This is the share of wrong words. The task asks for the right ones.": 1 - share,
        "The lowest score is taken, not the highest.": lowest[real].mean(),
        "Only the last place of each sentence counts.": right[:, -1].sum() / real[:, -1].sum(),
        "This is the mean probability of the true tag, not a share of words.": true[real].mean(),
        "This is the share of sentences that are right from end to end.": whole.mean(),
        "This is a mean over the tags, so rare tags weigh more. Every word weighs the same.": of_tags.nanmean(),
    }


def per_tag_mistakes(logits, tags, graph=""):
    """Return what known mistakes would give as the accuracy of each tag; the last tag is absent."""
    n_tags, best, real = logits.shape[-1], logits.argmax(-1), tags != IGNORE
    right, filled, hit = per_tag_of(logits, tags), tags.clamp(min=0).flatten(), real & (best == tags)
    hits, truth, said = (some.bincount(minlength=n_tags) for some in (tags[hit], tags[real], best[real]))
    anywhere = (best.flatten() == filled).float() @ F.one_hot(filled, n_tags).float()
    either = [((best == k) == (tags == k))[real].float().mean() for k in range(n_tags)]
    wrong = {
        "You divide by how often a tag was SAID. The task asks: of the words that truly have it.": hits / said,
        "You divide by all words. The task asks: of the words that truly have this tag.": hits / real.sum(),
        "Padded places count as words of tag 0.": hits / filled.bincount(minlength=n_tags),
        "Right words at padded places count: predictions there are compared, too.": anywhere / truth,
        "These are counts. Divide by how many words truly have the tag.": hits.float(),
        "These are the shares of WRONG words.": 1 - right,
        "This is the share of each tag among the words, not an accuracy.": truth / real.sum(),
        "For each tag, all places that are 'not this tag' count as right, too. Look only at words that truly have it.":
            torch.stack(either),
    }  # fmt: skip
    with_nan = {f"{hint} ": torch.where(right.isnan(), right, values) for hint, values in wrong.items()}
    with_nan = {hint: v for hint, v in with_nan.items() if not same_values(v, wrong[hint[:-1]], 0, 0)}
    return wrong | with_nan | {
        "The tags that no word has are left out, so the places of the others slip. The task asks for nan there.":
            right[~right.isnan()],
        "There are fewer numbers than tags: is a minlength of n_tags missing?": right[:-1],
        "A tag that no word has gets 0, as if all its words were wrong. The task asks for nan.": right.nan_to_num(0),
        "A tag that no word has gets 1. The task asks for nan: nothing was measured.": right.nan_to_num(1),
    }  # fmt: skip


def accuracy_cases(draw):
    """Return batches with negative, large and almost equal scores, tags missed and absent, many words, sentences, tags."""
    batch, steps, n_tags = draw.sizes(3, 4, 8)

    def drawn(*shape, low=0, high=n_tags - 1, n=n_tags):
        return {"logits": draw.normal(*shape, n), "tags": draw.integers(low, high, *shape)}

    cases = [drawn(batch, steps), drawn(batch, steps, low=1, high=n_tags - 2), drawn(1, 1), drawn(1, steps)]
    cases[0]["tags"][:, 2:] = IGNORE
    cases[0]["tags"][0, :2] = torch.tensor([0, n_tags - 1])
    cases[0]["logits"][..., 0] -= 100  # tag 0 is there, and never said
    cases[1]["logits"] -= 50
    cases.append({"logits": 300 * cases[0]["logits"].double(), "tags": cases[0]["tags"]})
    close = drawn(batch, steps, low=1)
    close["logits"] = 1 + 1e-9 * close["logits"].scatter(-1, close["tags"][..., None], 9.0).double()
    close["tags"][:, 0] = IGNORE  # not at the end alone
    many = drawn(3, 2001, high=0, n=2)
    many["logits"][..., 0] += 9
    many["logits"][2, ::2, 0] -= 18
    many["logits"] = many["logits"].half()  # without ties; float16 counts to 2,048 only
    many["tags"][2, 1000:] = 1
    tags = drawn(3, 90, high=299, n=300)
    tags["logits"].scatter_(-1, tags["tags"][:, :60, None], 9.0)
    padded, sentences = drawn(3, 5), drawn(131, 3)
    padded["tags"][1] = IGNORE  # a sentence without words
    sentences["tags"][0, 1:] = IGNORE
    every = *cases, close, many, tags, drawn(3, 130), sentences, drawn(2, 3, high=0, n=1), padded
    return [{**case, "graph": "yes" if case is padded else ""} for case in every]


def judge(student, draw, call, right_of, mistakes_of, absent=False, **told):
    """Judge a batch on which all known mistakes and the right answer differ, then batches of all kinds."""
    for _ in range(300):
        logits, tags = drawn_batch(draw, absent)
        # no word has the last tag, and it is never said either
        logits = torch.cat([logits, logits[..., :1] - 9], -1) if absent else logits
        right = torch.as_tensor(right_of(logits, tags))
        values = [v for v in (right, *mistakes_of(logits, tags).values()) if v.shape == right.shape]
        values = [v.double().nan_to_num(-7.0, posinf=9.0) for v in values]
        if min((a - b).abs().max() for a, b in combinations(values, 2)) > 2e-3:
            break
    case = {"logits": logits, "tags": tags, "graph": ""}
    told |= {"device": False, "rtol": 1e-5, "atol": 1e-6}
    keeps_promises(student, call, [case], right_of, mistakes=mistakes_of, promises=False, **told)
    keeps_promises(student, call, accuracy_cases(draw), right_of, **told)


@check("08_pos_tagging.accuracy", points=1)
def share(student, draw):
    """The share of all real words: each known mistake is named; batches of all kinds, and what every exercise promises."""
    results = ("the share of real words whose highest score is at the true tag",)
    judge(student, draw, call_accuracy, accuracy_of, share_mistakes, results=results)


@check("08_pos_tagging.accuracy", points=1)
def per_tag(student, draw):
    """The shares per tag, with a tag that no word has: as above."""
    results = ("of the words whose true tag is k, the share that was tagged k,",)
    told = {"results": results, "axes": ("tag",), "absent": True}
    judge(student, draw, call_per_tag, per_tag_of, per_tag_mistakes, **told)
