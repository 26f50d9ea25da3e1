"""Exercise 10.7: Attention."""

import torch

from autograder.check import (
    check,
    expect,
    expect_close,
    expect_dtype,
    expect_shape,
)
from autograder.checks.shared import expect_another_device, on_another_device


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


def attention_device_probe(names, output, query, lengths):
    """Run the student's function on another device; lengths stay on the CPU."""
    return on_another_device(lambda move: names["attention_pool"](move(output), move(query), lengths))


def drawn_states(draw, scale=1.0, dtype=torch.float32):
    """Return (output, query, lengths) with lengths in no order, one of them whole."""
    batch, steps, units = draw.sizes(3, 4, 8)
    lengths = torch.tensor(
        [*draw.sizes(2, 1, steps - 2), steps, *draw.integers(1, steps, batch - 3).tolist()]
    )
    return (
        draw.normal(batch, steps, units, dtype=dtype),
        draw.normal(units, scale=scale, dtype=dtype),
        lengths,
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
        "There is a weight for each number of each state. Asked is one for each state: the dot product sums up.",
    )
    expect_shape(weights, [batch, steps], "one weight for each review and word.")


@check("10_sentiment.attention", points=2)
def weights(student, draw):
    for dtype in (torch.float32, torch.float64):
        output, query, lengths = drawn_states(draw, dtype=dtype)
        _, pooled, found = pooled_and_weights(student, output, query, lengths)
        expect_weights(found, pooled, output)
        places = torch.arange(output.shape[1])
        padding = places >= lengths[:, None]
        scores = output @ query
        never = float("-inf")
        right = scores.masked_fill(padding, never).softmax(1)
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
        expect_dtype(found, dtype, "the weights take the dtype of the states.")
    output, query, lengths = drawn_states(draw)
    mask = torch.arange(output.shape[1]) >= lengths[:, None]
    output = output + query / query.norm() * torch.where(mask, 5.0, -30.0)[..., None]
    query = 80 * query / query.norm()  # scores near -2400, and near 400 in the padding
    _, pooled, found = pooled_and_weights(student, output, query, lengths)
    expect(
        bool(torch.isfinite(found).all()),
        "Large scores give nan: take torch's softmax, not exp and a division.",
    )
    expect_close(
        found,
        (output @ query).masked_fill(mask, float("-inf")).softmax(1),
        "With large scores the weights are wrong. Is the padding masked with a number that is not low enough, "
        "or a maximum taken over the padding?",
        atol=1e-4,
    )
    expect_another_device(
        student.run(attention_device_probe, output=output, query=query, lengths=lengths),
        "Two devices are mixed. lengths lies on the CPU: bring it to the device of output, and make new tensors there.",
    )


@check("10_sentiment.attention", points=1)
def pooled(student, draw):
    output, query, lengths = drawn_states(draw, dtype=torch.float64)
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
    real = (torch.arange(steps) < lengths[:, None])[..., None]
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
        bool(torch.isfinite(d_query).all() and torch.isfinite(d_output).all()),
        "The gradients hold nan or inf.",
    )
    expect(
        bool((d_query != 0).any()),
        "The gradient of the query is 0: the weights are detached, or do not use it.",
    )
    leaf_output, leaf_query = output.clone().requires_grad_(), query.clone().requires_grad_()
    frozen = (given.double()[..., None] * leaf_output).sum(1).square().sum()
    (only_sum,) = torch.autograd.grad(frozen, leaf_output)
    expect(
        not torch.allclose(d_output, only_sum),
        "The gradient reaches the states through the sum only: the weights are computed from detached states.",
    )
    del leaf_query
