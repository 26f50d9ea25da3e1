"""Exercise 3.4: Summarise a sequence."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.lab03.common import LAB
from autograder.checks.shared import expect_another_device, on_another_device


def summary_probe(names, state, weight, num_layers):
    state.requires_grad_()
    summary = names["sequence_summary"](state, num_layers)
    reply = {"summary": summary}
    if isinstance(summary, torch.Tensor) and summary.shape == weight.shape:
        reply["tracked"] = summary.requires_grad
        if summary.requires_grad:
            reply["gradient"] = torch.autograd.grad((summary * weight).sum(), state)[0]
    return reply


def summary_device_probe(names, state):
    return on_another_device(lambda move: names["sequence_summary"](move(state), len(state) // 2))


def judge_summary(student, draw, state, num_layers, forward, backward, mistakes):
    """Compare the summary of `state` with the two final states, joined."""
    batch, hidden = state.shape[1:]
    weight = draw.normal(batch, 2 * hidden, dtype=state.dtype)
    reply = student.run(summary_probe, state=state, weight=weight, num_layers=num_layers)
    summary = reply.tensor("summary")
    hints = {
        (batch, hidden): "only one vector of hidden_size: where is the other direction?",
        (2 * batch, hidden): "the two states stand under each other: join them on the last axis",
        (2, batch, hidden): "the directions still have an axis of their own: join them on the last axis",
        (batch, 2, hidden): "the directions still have an axis of their own: join them on the last axis",
        (2 * num_layers, hidden): "one sequence was picked; the first axis of state is layer and direction",
        (batch, 2 * num_layers * hidden): "all layers were joined; take the last layer only",
    }
    expect_shape(
        summary, [batch, 2 * hidden], hints.get(tuple(summary.shape), "one joined vector per sequence")
    )
    expect_dtype(summary, state.dtype, "the summary keeps the dtype of state")

    def joined(first, second):
        return torch.cat([first, second], dim=-1)

    expect_close(summary, joined(forward, backward), "The summary holds the wrong numbers.", mistakes={
        "The backward state comes first: the order is forward, then backward.": joined(backward, forward),
        "Sequences are mixed: a view or reshape fills a row from two sequences. Join with torch.cat.":
            state[-2:].reshape(batch, -1),
        "Only the forward direction is there, twice.": joined(forward, forward),
        "Only the backward direction is there, twice.": joined(backward, backward),
        **mistakes,
    })  # fmt: skip
    expect(reply.flag("tracked"), "No gradient reaches state: is there a .detach() or torch.tensor(...)?")
    expected = torch.zeros_like(state)
    expected[-2], expected[-1] = weight[:, :hidden], weight[:, hidden:]
    expect_close(reply.tensor("gradient"), expected, "A gradient is missing: is one half detached?")


def expect_summary_elsewhere(student, state):
    hint = "sequence_summary fails on a device other than the CPU: make new tensors with device=state.device."
    expect_another_device(student.run(summary_device_probe, state=state), hint)


@check(f"{LAB}.summary", points=2)
def one_layer(student, draw):
    for dtype in (torch.float32, torch.float64):
        batch, hidden = draw.sizes(2, 3, 9)
        state = draw.normal(2, batch, hidden, dtype=dtype)
        judge_summary(student, draw, state, 1, state[0], state[1], {})
    alone = draw.normal(2, 1, hidden)
    judge_summary(student, draw, alone, 1, alone[0], alone[1], {})
    expect_summary_elsewhere(student, draw.normal(2, batch, hidden))


@check(f"{LAB}.summary", points=2)
def layers(student, draw):
    batch = draw.choice([3, 5, 7, 9])  # odd, so that it is never the number of rows
    features, hidden = draw.sizes(2, 3, 9)
    for num_layers, dtype in ((2, torch.float32), (draw.choice([3, 4]), torch.float64)):
        rnn = nn.RNN(features, hidden, num_layers, batch_first=True, bidirectional=True, dtype=dtype)
        with torch.no_grad():
            for name, parameter in rnn.named_parameters():
                scale = 0.5 if "weight" in name else 0.2
                parameter.copy_(draw.normal(*parameter.shape, scale=scale, dtype=dtype))
            lengths = draw.integers(1, 8, batch)
            lengths[0] = 8
            x = draw.normal(batch, 8, features, dtype=dtype)
            packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            state = rnn(packed)[1]
            alone = [rnn(x[b : b + 1, :n])[0][0] for b, n in enumerate(lengths.tolist())]
            padded = rnn(x)[0]
        forward = torch.stack([out[-1, :hidden] for out in alone])
        backward = torch.stack([out[0, hidden:] for out in alone])

        def row(first, second, state=state):
            return torch.cat([state[first], state[second]], dim=-1)

        judge_summary(student, draw, state, num_layers, forward, backward, {
            "That is a layer in the middle: the last layer has the last two rows.": row(2, 3),
            "That is the first layer: the last layer has the last two rows.": row(0, 1),
            "That is the first row and the last one: two different layers.": row(0, -1),
            "The rows are not all forward, then all backward: each layer has its two rows side by side.":
                row(num_layers - 1, 2 * num_layers - 1),
            "num_layers is not the row of the last layer: each layer has two rows.":
                row(num_layers, min(num_layers + 1, 2 * num_layers - 1)),
            "num_layers - 1 is not the row of the last layer: each layer has two rows.":
                row(num_layers - 1, num_layers),
            "That is the output's last step: its backward half has made one step only.": padded[:, -1],
        })  # fmt: skip
    expect_summary_elsewhere(student, draw.normal(2 * num_layers, batch, hidden))
