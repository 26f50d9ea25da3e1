"""Exercise 3.6: Backward, made from forward."""

import torch
from torch import nn

from autograder.check import Failed, check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.lab03.common import LAB
from autograder.checks.shared import expect_another_device, on_another_device


def reverse_probe(names, x, weight, **weights):
    class Closed(torch.nn.RNN):
        def forward(self, *arguments, **options):
            if self is birnn:
                raise RuntimeError("birnn itself was called; run a one-directional layer instead")
            return super().forward(*arguments, **options)

    hidden = weights["weight_hh_l0"].shape[0]
    birnn = Closed(x.shape[2], hidden, batch_first=True, bidirectional=True, device=x.device, dtype=x.dtype)
    birnn.load_state_dict(weights)
    before = x.clone()
    x.requires_grad_()
    backward = names["backward_as_forward"](birnn, x)
    same = all(torch.equal(weights[name], p) for name, p in birnn.named_parameters())
    reply = {"backward": backward, "changed": not same or not torch.equal(before, x)}
    if isinstance(backward, torch.Tensor) and backward.shape == weight.shape:
        reply["tracked"] = False
        if backward.requires_grad:
            (gradient,) = torch.autograd.grad((backward * weight).sum(), x, allow_unused=True)
            reply["tracked"] = gradient is not None
            reply["gradient"] = gradient
    return reply


def reverse_device_probe(names, x, hidden_size):
    birnn = torch.nn.RNN(x.shape[2], hidden_size, batch_first=True, bidirectional=True)
    return on_another_device(lambda move: names["backward_as_forward"](move(birnn), move(x)))


def judge_reverse(student, draw, batch, seq_len, features, hidden, dtype):
    """Compare with the backward half of a real layer; return (reply, expected gradient of x)."""
    rnn = nn.RNN(features, hidden, batch_first=True, bidirectional=True, dtype=dtype)
    with torch.no_grad():
        for parameter in rnn.parameters():
            parameter.copy_(draw.normal(*parameter.shape, scale=0.5, dtype=dtype))
    x = draw.normal(batch, seq_len, features, dtype=dtype)
    weight = draw.normal(batch, seq_len, hidden, dtype=dtype)
    weights = {name: p.detach() for name, p in rnn.named_parameters()}
    reply = student.run(reverse_probe, x=x, weight=weight, **weights)

    def one_way(x, suffix, drop=()):
        layer = nn.RNN(features, hidden, batch_first=True, dtype=dtype)
        layer.load_state_dict({n: weights[n + suffix] * (n not in drop) for n in layer.state_dict()})
        return layer(x)[0]

    with torch.no_grad():
        both = rnn(x)[0]
        flipped = one_way(x.flip(1), "_reverse")
        mistakes = {
            "The result still runs from the end: flip it back in time.": flipped,
            "The forward direction's weights were copied: the names you need end in _reverse.":
                one_way(x.flip(1), "").flip(1),
            "The forward direction's weights were copied, and nothing was flipped back.":
                one_way(x.flip(1), ""),
            "Time was not reversed before the run: with batch_first, time is axis 1.": one_way(x, "_reverse"),
            "Time was not reversed before the run, only in the result.": one_way(x, "_reverse").flip(1),
            "The batch was flipped, not time, and not back: with batch_first, time is axis 1.":
                one_way(x.flip(0), "_reverse"),
            "The numbers of each input were flipped, not time: time is axis 1.":
                one_way(x.flip(2), "_reverse"),
            "Too many axes were flipped: time is axis 1.": one_way(x.flip(0, 1), "_reverse").flip(1),
            "That is the forward half: the exercise asks for the backward one.": both[..., :hidden],
            "The biases are missing.":
                one_way(x.flip(1), "_reverse", ("bias_ih_l0", "bias_hh_l0")).flip(1),
            "The bias bias_hh_l0_reverse is missing.": one_way(x.flip(1), "_reverse", ("bias_hh_l0",)).flip(1),
            "The bias bias_ih_l0_reverse is missing.": one_way(x.flip(1), "_reverse", ("bias_ih_l0",)).flip(1),
        }  # fmt: skip
    backward = reply.tensor("backward")
    hints = {
        (batch, hidden): "that is the final state; every step is asked for",
        (1, batch, hidden): "that is the state, the second thing the layer returns; take the first",
        (batch, seq_len, 2 * hidden): "both directions came back; one is asked for",
    }
    hint = hints.get(tuple(backward.shape), "one vector of hidden_size per step, batch first")
    expect_shape(backward, [batch, seq_len, hidden], hint)
    expect_dtype(backward, dtype, "the result keeps the dtype of x")
    said = (
        "The numbers are not those of the backward direction: are all four tensors copied, each to its place?"
    )
    expect_close(backward, both[..., hidden:], said, mistakes=mistakes)
    x.requires_grad_()
    (gradient,) = torch.autograd.grad((rnn(x)[0][..., hidden:] * weight).sum(), x)
    return reply, gradient


@check(f"{LAB}.reverse", points=1)
def values(student, draw):
    batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
    judge_reverse(student, draw, batch, seq_len, features, hidden, torch.float32)
    judge_reverse(student, draw, 1, seq_len, features, hidden, torch.float32)


@check(f"{LAB}.reverse", points=1)
def anywhere(student, draw):
    batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
    try:
        reply, gradient = judge_reverse(student, draw, batch, seq_len, features, hidden, torch.float64)
    except Failed as failed:
        if "dtype" in str(failed) or "Double" in str(failed):
            raise Failed(
                "It fails in float64: give the new layer dtype=x.dtype and device=x.device."
            ) from None
        raise
    expect(not reply.flag("changed"), "birnn or x was changed: copy out of birnn, never into it.")
    expect(reply.flag("tracked"), "No gradient reaches x: only the copying belongs under torch.no_grad().")
    expect_close(reply.tensor("gradient"), gradient, "The gradient of x is wrong: is a part of x detached?")
    judge_reverse(student, draw, batch, 1, features, hidden, torch.float64)
    reply = student.run(reverse_device_probe, x=draw.normal(batch, seq_len, features), hidden_size=hidden)
    expect_another_device(
        reply, "It fails on a device other than the CPU: give the new layer device=x.device."
    )
