"""Exercise 10.7: Attention."""

import torch

from autograder.check import agree, check, expect, expect_close, expect_shape
from autograder.contracts import keeps_promises


def attention_probe(names, output, query, lengths):
    """Return the student's pooled states and weights, and the gradients of a sum of the pooled states."""
    output, query = output.clone().requires_grad_(), query.clone().requires_grad_()
    answer = names["attention_pool"](output, query, lengths)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    reply = {"pair": True, "pooled": answer[0], "weights": answer[1], "linked": False}
    if isinstance(answer[0], torch.Tensor) and answer[0].requires_grad:
        grads = torch.autograd.grad(answer[0].square().sum(), (output, query), allow_unused=True)
        reply["linked"] = all(g is not None for g in grads)
        if reply["linked"]:
            reply["d_output"], reply["d_query"] = grads
    return reply


def call_weights(names, kept, output, query, lengths):
    return names["attention_pool"](output, query, lengths)[1]


def call_pooled(names, kept, output, query, lengths):
    return names["attention_pool"](output, query, lengths)[0]


def weights_of(output, query, lengths):
    return (output @ query).masked_fill(padding_of(output, lengths), float("-inf")).softmax(1)


def pooled_of(output, query, lengths):
    return (weights_of(output, query, lengths)[..., None] * output).sum(1)


def padding_of(output, lengths):
    return torch.arange(output.shape[1]) >= lengths[:, None]


def attention_cases(draw):
    """Return batches by what is said of them."""
    cases = {}
    for said, batch, steps, units, lengths, dtype in (
        ("With three reviews", 3, 5, 4, (2, 5, 3), None),
        ("With a second batch of this size, of other lengths", 3, 5, 4, (5, 1, 4), None),
        ("With one review", 1, 4, 3, (3,), None),
        ("With reviews of one word, without padding", 3, 1, 2, (1, 1, 1), None),
        ("With one review of one word, and states of one number", 1, 1, 1, (1,), None),
        ("With no review as long as the batch", 2, 6, 3, (2, 4), None),
        ("With as many reviews as words and units", 4, 4, 4, (1, 4, 2, 3), None),
        ("With 140 words", 2, 140, 3, (140, 90), None),
        ("With 70 reviews", 70, 3, 2, [1 + i % 3 for i in range(70)], None),
        ("In float64", 2, 4, 3, (2, 4), torch.float64),
        ("With a query of zeros", 2, 4, 3, (3, 4), None),
        ("With states of zeros", 2, 4, 3, (3, 2), None),
    ):
        shapes = {"output": (batch, steps, units), "query": (units,)}
        cases[said] = {
            name: draw.normal(*shape, dtype=dtype or torch.float32) for name, shape in shapes.items()
        }
        cases[said]["lengths"] = torch.tensor(lengths)
    cases["With a query of zeros"]["query"].zero_()
    cases["With states of zeros"]["output"].zero_()
    return cases


def drawn_states(draw):
    """Return (output, query, lengths) with lengths in no order, one of them whole."""
    batch, steps, units = draw.sizes(3, 4, 8)
    lengths = [*draw.sizes(2, 1, steps - 2), steps, *draw.integers(1, steps, batch - 3).tolist()]
    double = torch.float64
    return (
        draw.normal(batch, steps, units, dtype=double),
        draw.normal(units, dtype=double),
        torch.tensor(lengths),
    )


def pooled_and_weights(student, output, query, lengths):
    reply = student.run(attention_probe, output=output, query=query, lengths=lengths)
    expect(reply.flag("pair"), "Return two things: (pooled, weights).")
    return reply, reply.tensor("pooled"), reply.tensor("weights")


def expect_weights(weights, pooled, output):
    """Fail unless the weights have their shape."""
    batch, steps, units = output.shape
    expect(
        not (list(pooled.shape) == [batch, steps] and list(weights.shape) == [batch, units]),
        "The two results are swapped: pooled first, then the weights.",
    )
    expect(list(weights.shape) != [batch, steps, 1], "The weights have an axis too many: [batch, seq_len].")
    expect(
        list(weights.shape) != [batch, steps, units],
        "There is a weight for each number of each state. The task asks for one for each state: the dot product sums up.",
    )
    expect_shape(weights, [batch, steps], "one weight for each review and word.")


@check("10_sentiment.attention", points=2)
def weights(student, draw):
    """The weights are the softmax over the real words, 0 in the padding, for any batch and any scores."""
    output, query, lengths = drawn_states(draw)
    _, pooled, found = pooled_and_weights(student, output, query, lengths)
    expect_weights(found, pooled, output)
    places, padding = torch.arange(output.shape[1]), padding_of(output, lengths)
    scores, never = output @ query, float("-inf")
    right = weights_of(output, query, lengths)
    cut = scores.softmax(1) * ~padding
    one_less = scores.masked_fill((places >= (lengths - 1).clamp(min=1)[:, None]), never).softmax(1)
    one_more = scores.masked_fill(places > lengths[:, None], never).softmax(1)
    by_batch = scores.masked_fill(padding, -1e9).softmax(0)
    unit = output / output.norm(dim=2, keepdim=True) @ query / query.norm()
    expect_close(
        found,
        right,
        "The weights differ from the softmax of the dot products, over the real words.",
        mistakes={
            "The padding gets weights: the lengths have no effect.": scores.softmax(1),
            "The weights do not sum to 1: the padding is taken away after the softmax. Give it the score -inf "
            "before.": cut,
            "The padded scores are set to 0 before the softmax, and e to the 0 is 1. Set them to -inf.": (
                scores * ~padding
            ).softmax(1),
            "The last real word is left out: places from lengths on are padding.": one_less,
            "One padded place gets a weight: the place number `lengths` is padding already.": one_more,
            "The softmax goes over the batch. It must go over the words.": by_batch,
            "The softmax goes over the batch, and over the padding.": scores.softmax(0),
            "The scores are divided by the root of hidden_size. Take the dot product as it is.": (
                (scores / output.shape[2] ** 0.5).masked_fill(padding, never).softmax(1)
            ),
            "The scores are cosines. Take the dot product as it is.": unit.masked_fill(
                padding, never
            ).softmax(1),
            "Every real word has the same weight: where is the query?": (~padding / lengths[:, None]).to(
                scores
            ),
            "All weight lies on one word: this is a maximum, not a softmax.": torch.nn.functional.one_hot(
                scores.masked_fill(padding, never).argmax(1), len(places)
            ).to(scores),
            "The scores came back, before the softmax.": scores,
            "These are logarithms of the weights: softmax, not log_softmax.": right.log(),
            "The real words are masked, and the padding is kept: the mask is turned round.": scores.masked_fill(
                ~padding, -1e9
            ).softmax(1),
        },
    )
    expect(
        bool((found[padding] == 0).all()),
        "A padded place has a small weight that is not 0. Give it the score -inf: e to the -inf is exactly 0.",
    )
    cases = attention_cases(draw)
    keeps_promises(
        student, call_weights, [*cases.values()], weights_of, notes=tuple(cases), stay=("lengths",),
        results=("the matrix of weights",), axes=("review", "word"),
    )  # fmt: skip
    for real, padded in ((-2400.0, 400.0), (3000.0, -3000.0), (-9999.0, 9999.0), (9999.0, 9999.0)):
        case = {
            "output": draw.normal(3, 4, 2) / 10,
            "query": torch.tensor([1.0, 0.0]),
            "lengths": torch.tensor([1, 4, 2]),
        }
        case["output"][..., 0] += torch.where(padding_of(case["output"], case["lengths"]), padded, real)
        _, _, found = pooled_and_weights(student, **case)
        expect(
            bool(torch.isfinite(found).all()),
            "Large scores give nan: take torch's softmax, not exp and a division.",
        )
        hint = f"With scores near {real:.0f}, and {padded:.0f} in the padding, the weights are wrong. Is the padding masked with a "
        hint += "number that is not low enough, or a maximum taken over the padding?"
        expect_close(found, weights_of(**case), hint, atol=1e-3)


@check("10_sentiment.attention", points=1)
def pooled(student, draw):
    """The pooled state is the sum of the states, each times its weight; the gradient reaches states and query."""
    output, query, lengths = drawn_states(draw)
    reply, found, given = pooled_and_weights(student, output, query, lengths)
    batch, steps, units = output.shape
    expect_weights(given, found, output)
    expect(list(found.shape) != [batch, 1, units], "pooled has an axis too many: [batch, hidden_size].")
    expect(
        list(found.shape) != [batch, steps, units],
        "pooled still has the axis of the words. Sum over it: [batch, hidden_size].",
    )
    expect_shape(found, [batch, units], "one vector for each review.")
    weighted = given.double()[..., None] * output
    real = ~padding_of(output, lengths)[..., None]
    expect_close(
        found.double(),
        weighted.sum(1),
        "pooled is not the sum of the states, each times its weight.",
        mistakes={
            "The weighted sum is divided by seq_len. The weights sum to 1 already.": weighted.mean(1),
            "The weighted sum is divided by the lengths. The weights sum to 1 already.": weighted.sum(1)
            / lengths[:, None],
            "pooled is the plain sum of the states: use the weights.": output.sum(1),
            "pooled is the plain mean of the states: use the weights.": output.mean(1),
            "pooled is the plain mean of the real states: use the weights.": (output * real).sum(1)
            / lengths[:, None],
            "pooled is the plain sum of the real states: use the weights.": (output * real).sum(1),
            "pooled is the largest weighted state, number by number. Take the sum.": weighted.amax(1),
            "pooled is the last state: use the weights.": output[torch.arange(batch), lengths - 1],
            "pooled is the state with the largest weight. Take the weighted sum of all.": output[
                torch.arange(batch), given.argmax(1)
            ],
            "The states are weighted with the scores, before the softmax.": (
                (output @ query)[..., None] * output
            ).sum(1),
            "The weighted sum is normalised to length 1. Leave it as it is.": torch.nn.functional.normalize(
                weighted.sum(1)
            ),
        },
    )
    expect(
        reply.flag("linked"),
        "No gradient reaches the states or the query: is there a detach or a no_grad? The query could not learn.",
    )
    d_query, d_output = reply.tensor("d_query"), reply.tensor("d_output")
    expect(
        bool((d_query != 0).any()),
        "The gradient of the query is 0: the weights are detached, or do not use it.",
    )
    leaf = output.clone().requires_grad_()
    frozen = (given.double()[..., None] * leaf).sum(1).square().sum()
    (only_sum,) = torch.autograd.grad(frozen, leaf)
    expect(
        not torch.allclose(d_output, only_sum),
        "The gradient reaches the states through the sum only: the weights are computed from detached states.",
    )
    cases = attention_cases(draw)
    if agree(given, weights_of(output, query, lengths), 1e-4, 1e-5):  # wrong weights cost their own check
        keeps_promises(
            student, call_pooled, [*cases.values()], pooled_of, notes=tuple(cases), device=False,
            results=("the matrix of pooled states",), axes=("review", "unit"), gradients=("output", "query"),
        )  # fmt: skip
