"""Exercise 10.7: Attention."""

from functools import partial

import torch
from torch.nn.functional import normalize, one_hot

from autograder.agreement import same_values
from autograder.check import check, travels
from autograder.contracts import keeps_promises, played

SHAPE = partial(torch.empty, device="meta")


@travels
def pair_of(names, output, query, lengths):
    answer = names["attention_pool"](output, query, lengths)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise TypeError("return two things: (pooled, weights)")
    return answer


@travels
def padding_of(output, lengths):
    return (torch.arange(output.shape[1]) >= lengths[:, None]).to(output.device)


def call_weights(names, kept, output, query, lengths):
    _, weights = pair_of(names, output, query, lengths)
    if getattr(weights, "shape", None) != output.shape[:2]:
        return weights, 0
    return weights, ((weights != 0) & padding_of(output, lengths)).sum()


def weights_of(output, query, lengths):
    weights = (output @ query).masked_fill(padding_of(output, lengths), float("-inf")).softmax(1)
    return weights, torch.tensor(0)


def weights_mistakes(output, query, lengths):
    scores, padding, places = output @ query, padding_of(output, lengths), torch.arange(output.shape[1])
    right, (batch, steps, units) = weights_of(output, query, lengths)[0], output.shape

    def masked(values, where=padding):
        return values.masked_fill(where, float("-inf")).softmax(1)

    return {
        "The two results are swapped: pooled first, then the weights.": SHAPE(batch, units),
        "The weights have an axis too many: [batch, seq_len].": SHAPE(batch, steps, 1),
        "There is a weight for each number of each state. The task asks for one for each state: the dot product sums up.": SHAPE(batch, steps, units),
        "The padding gets weights: the lengths have no effect.": scores.softmax(1),
        "The weights do not sum to 1: the padding is taken away after the softmax. Give it the score -inf before.": scores.softmax(1) * ~padding,
        "The padded scores are set to 0 before the softmax, and e to the 0 is 1. Set them to -inf.": (scores * ~padding).softmax(1),
        "The last real word is left out: places from lengths on are padding.": masked(scores, places >= (lengths - 1).clamp(min=1)[:, None]),
        "One padded place gets a weight: the place number `lengths` is padding already.": masked(scores, places > lengths[:, None]),
        "The softmax goes over the batch. It must go over the words.": scores.masked_fill(padding, -1e9).softmax(0),
        "The softmax goes over the batch, and over the padding.": scores.softmax(0),
        "The scores are divided by the root of hidden_size. Take the dot product as it is.": masked(scores / units**0.5),
        "The scores are cosines. Take the dot product as it is.": masked(normalize(output, dim=2) @ normalize(query, dim=0)),
        "Every real word has the same weight: where is the query?": masked(0 * scores),
        "All weight lies on one word: this is a maximum, not a softmax.": one_hot(masked(scores).argmax(1), steps),
        "The scores came back, before the softmax.": scores,
        "These are logarithms of the weights: softmax, not log_softmax.": right.log(),
        "The real words are masked, and the padding is kept: the mask is turned round.": scores.masked_fill(~padding, -1e9).softmax(1),
    }  # fmt: skip


def call_pooled(names, kept, output, query, lengths, own):
    """Return the pooled states; with `own`, what lies between them and the sum with the student's own weights."""
    pooled, weights = pair_of(names, output, query, lengths)
    own = own and pooled.shape == output[:, 0].shape
    return pooled - (weights[..., None] * output).sum(1) if own else pooled


def pooled_of(output, query, lengths, own):
    return (not own) * (weights_of(output, query, lengths)[0][..., None] * output).sum(1)


def pooled_mistakes(output, query, lengths, own):
    weights, real = weights_of(output, query, lengths)[0], (~padding_of(output, lengths))[..., None]
    weighted, first = weights[..., None] * output, torch.arange(len(output))
    batch, steps, units = output.shape
    return {
        "The two results are swapped: pooled first, then the weights.": SHAPE(batch, steps),
        "pooled has an axis too many: [batch, hidden_size].": SHAPE(batch, 1, units),
        "pooled still has the axis of the words. Sum over it: [batch, hidden_size].": SHAPE(batch, steps, units),
        "The weighted sum is divided by seq_len. The weights sum to 1 already.": weighted.mean(1),
        "The weighted sum is divided by the lengths. The weights sum to 1 already.": weighted.sum(1) / lengths[:, None],
        "pooled is the plain sum of the states: use the weights.": output.sum(1),
        "pooled is the plain mean of the states: use the weights.": output.mean(1),
        "pooled is the plain mean of the real states: use the weights.": (output * real).sum(1) / lengths[:, None],
        "pooled is the plain sum of the real states: use the weights.": (output * real).sum(1),
        "pooled is the largest weighted state, number by number. Take the sum.": weighted.amax(1),
        "pooled is the last state: use the weights.": output[first, lengths - 1],
        "pooled is the state with the largest weight. Take the weighted sum of all.": output[first, weights.argmax(1)],
        "The states are weighted with the scores, before the softmax.": ((output @ query)[..., None] * output).sum(1),
        "The weighted sum is normalised to length 1. Leave it as it is.": normalize(weighted.sum(1)),
    }  # fmt: skip


def attention_case(draw, lengths, steps, units, scale=1.0, dtype=torch.float32):
    shapes = (len(lengths), steps, units), (units,)
    output, query = (draw.normal(*shape, scale=scale, dtype=dtype) for shape in shapes)
    return {"output": output, "query": query, "lengths": torch.tensor(lengths)}


def attention_cases(draw):
    """Return batches by what is said of them."""
    drawn = partial(attention_case, draw)
    return {
        "With three reviews": drawn((2, 5, 3), 5, 4),
        "With a second batch of this size, of other lengths": drawn((5, 1, 4), 5, 4),
        "With one review": drawn((3,), 4, 3),
        "With reviews of one word, without padding": drawn((1, 1, 1), 1, 2),
        "With one review of one word, and states of one number": drawn((1,), 1, 1),
        "With no review as long as the batch": drawn((2, 4), 6, 3),
        "With reviews of one length, and padding": drawn((3, 3, 3), 5, 2),
        "With as many reviews as words and units": drawn((1, 4, 2, 3), 4, 4),
        "With 140 words": drawn((140, 90), 140, 3),
        "With 70 reviews": drawn([1 + i % 3 for i in range(70)], 3, 2),
        "In float64": drawn((2, 4), 4, 3, dtype=torch.float64),
        "With a query of zeros": drawn((3, 4), 4, 3) | {"query": torch.zeros(3)},
        "With states of zeros": drawn((3, 2), 4, 3) | {"output": torch.zeros(2, 4, 3)},
    }


@check("10_sentiment.attention", points=2)
def weights(student, draw):
    """The weights are the softmax over the real words, exactly 0 in the padding, for any batch and any scores."""
    large = {}  # scores, which are exact in float32
    for real, padded in ((-2400, 400), (3000, -3000), (-9999, 9999), (9999, 9999), (-60, 60)):
        # float32 has no digits left for a sum over several words: the weight of one is 1
        alone = abs(real) > 1000
        output, lengths = draw.integers(-9, 9, 3, 4, 2) / 8, torch.tensor([1, 4, 2 - alone])
        output[..., 0] += torch.where(padding_of(output, lengths), padded, real)
        output[1, :, 0] -= real * alone
        said = f"With scores near {real}, and {padded} in the padding (torch's softmax gives no nan, but exp and a division do; "
        said += "only -inf is low enough for the padding; a maximum is that of the real words)"
        large[said] = {"output": output, "query": torch.tensor([1.0, 0.0]), "lengths": lengths}
    # a mask in float32 would turn all into float32, and float64 does not show it
    half = {"In float16": attention_case(draw, (5, 1, 3), 5, 4, scale=0.5, dtype=torch.float16)}
    for cases, usual in ((attention_cases(draw), True), (large, False), (half, False)):
        rtol = 0.1 if cases is half else 1e-4
        keeps_promises(
            student, call_weights, [*cases.values()], weights_of, notes=tuple(cases), stay=("lengths",),
            mistakes=weights_mistakes if usual else None, axes=("review", "word"), device=usual, digits=True, rtol=rtol,
            results=("the matrix of weights", "the number of padded places with a weight that is not exactly 0"),
        )  # fmt: skip


@check("10_sentiment.attention", points=1)
def pooled(student, draw):
    """The pooled state is the sum of the states, each times its weight; the gradient reaches states and query."""
    drawn, own = attention_cases(draw), False
    reply = played(student, call_weights, [*drawn.values()], range(len(drawn)))
    for i, case in enumerate(drawn.values()):
        tolerances = (1e-9, 1e-11) if case["output"].dtype == torch.float64 else (1e-4, 1e-5)
        # wrong weights cost their own check
        own |= not same_values(reply.tensor(f"result {i} 0"), weights_of(**case)[0], *tolerances)
    cases = [case | {"own": own} for case in drawn.values()]
    keeps_promises(
        student, call_pooled, cases, pooled_of, notes=tuple(drawn), mistakes=pooled_mistakes, device=False, digits=True,
        results=("the matrix of pooled states",), axes=("review", "unit"), gradients=("query", "output"),
    )  # fmt: skip
