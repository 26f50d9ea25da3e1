"""Exercise 2.3: The last valid output."""

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape


def valid_probe(names, input_size, hidden_size, num_layers, count, weights=None, **given):
    """Run the student's function with an nn.RNN that has the given parameters."""
    rnn = torch.nn.RNN(input_size, hidden_size, num_layers, batch_first=True).to(given["s0"])
    rnn.load_state_dict({key[2:]: value for key, value in given.items() if key.startswith("p_")})
    before = [given[f"s{i}"] for i in range(count)]
    sequences = list(before)
    last = names["last_valid_outputs"](rnn, sequences)
    reply = {"last": last}
    reply["untouched"] = len(sequences) == count and all(
        a is b for a, b in zip(sequences, before, strict=True)
    )
    if weights is not None and isinstance(last, torch.Tensor):
        reply["linked"] = last.requires_grad
        if last.requires_grad and last.shape == weights.shape:
            try:
                (last * weights).sum().backward()
            except RuntimeError:  # something changed in place
                reply["linked"] = False
            reply["gradient"] = rnn.weight_hh_l0.grad
    return reply


def ask_valid(student, rnn, sequences, **more):
    """Send an nn.RNN's sizes and parameters and the sequences; return the reply."""
    return student.run(
        valid_probe,
        input_size=rnn.input_size,
        hidden_size=rnn.hidden_size,
        num_layers=rnn.num_layers,
        count=len(sequences),
        **{f"p_{name}": p.detach() for name, p in rnn.named_parameters()},
        **{f"s{i}": s for i, s in enumerate(sequences)},
        **more,
    )


def drawn_rnn(draw, input_size, hidden_size, num_layers, dtype=torch.float32):
    """Return an nn.RNN whose parameters are drawn, large enough that the steps differ well."""
    rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, dtype=dtype)
    with torch.no_grad():
        for p in rnn.parameters():
            p.copy_(draw.normal(*p.shape, scale=0.6, dtype=dtype))
    return rnn


def alone(rnn, sequence):
    """Return an nn.RNN's outputs [seq_len, hidden_size] for one sequence by itself."""
    return rnn(sequence[None])[0][0]


def shuffled_lengths(draw):
    """Return four different lengths in an order that sorting twice does not bring back."""
    while True:
        lengths = draw.sizes(4, 2, 9)
        order = sorted(range(4), key=lambda i: -lengths[i])
        if any(order[order[i]] != i for i in range(4)):
            return lengths


def valid_mistakes(rnn, sequences):
    """Return the right answer for an nn.RNN and sequences, and what the known mistakes give instead."""
    lengths = [len(s) for s in sequences]
    order = sorted(range(len(sequences)), key=lambda i: -lengths[i])
    order_up = sorted(range(len(sequences)), key=lambda i: lengths[i])
    with torch.no_grad():
        outputs = [alone(rnn, s) for s in sequences]
        expected = torch.stack([o[-1] for o in outputs])
        padded = pad_sequence(outputs, batch_first=True)
        read_padding, read_state = rnn(pad_sequence(sequences, batch_first=True))
        first_layer = torch.stack([rnn(s[None])[1][0, 0] for s in sequences])
        carried, state = [], None
        for s in sequences:
            out, state = rnn(s[None], state)
            carried.append(out[0, -1])
    early = torch.stack([o[n - 2] for o, n in zip(padded, lengths, strict=True)])
    read = "The padding was read as if it were data: pack the sequences before the RNN runs"
    return expected, {
        "This is padding for a shorter sequence, as in output[:, -1]. Its last valid step is "
        "length - 1.": padded[:, -1],
        f"{read}.": read_padding[:, -1],
        f"{read}, each with its own length.": read_state[-1],
        "The answers come sorted by length. Return them in the given order.": expected[order],
        "The answers come sorted by length, shortest first. Return them in the given order.": (
            expected[order_up]
        ),
        "The order is undone with the wrong permutation: it takes the inverse of the sorting order.": (
            expected[order][order]
        ),
        "These are the outputs after the first step. Asked is the last valid step.": padded[:, 0],
        "One step too early: the last valid step is at index length - 1.": early,
        "One length is used for all sequences. Each has its own.": padded[:, min(lengths) - 1],
        "This is the first layer's state. The output is the last layer.": first_layer,
        "The outputs are averaged over time. Asked is the last valid step.": torch.stack(
            [o.mean(0) for o in outputs]
        ),
        "The state runs on from one sequence into the next. Every sequence starts anew.": torch.stack(
            carried
        ),
    }


@check("02_rnn_shapes.valid_outputs", points=2)
def given_order(student, draw):
    feats, units = draw.sizes(2, 10, 14)
    rnn = drawn_rnn(draw, feats, units, 2)
    sequences = [draw.normal(n, feats) for n in shuffled_lengths(draw)]
    last = ask_valid(student, rnn, sequences).tensor("last")
    shape = list(last.shape)
    expect(last.dim() != 3, f"Shape {shape}: asked is one vector for every sequence, [batch, hidden_size].")
    expect_shape(last, [4, units], "one vector for every sequence, [batch, hidden_size].")
    expected, mistakes = valid_mistakes(rnn, sequences)
    hint = "These are not the outputs at each sequence's last valid step."
    expect_close(last, expected, hint, mistakes=mistakes)


@check("02_rnn_shapes.valid_outputs", points=2)
def any_lengths(student, draw):
    feats, units = draw.sizes(2, 3, 6)
    double = torch.float64
    rnn = drawn_rnn(draw, feats, units, 1, double)
    short, long = draw.size(2, 3), draw.size(6, 7)
    sequences = [draw.normal(n, feats, dtype=double) for n in (1, short, long, long, short)]
    sequences[2][-1] = 0.0  # zeros can be data
    weights = draw.normal(len(sequences), units, dtype=double)
    reply = ask_valid(student, rnn, sequences, weights=weights)
    last = reply.tensor("last")
    expect_shape(
        last, [5, units], "five sequences, two pairs of equal length, one of length 1: a vector for each."
    )
    expect_dtype(last, double, "the answer must have the dtype of the sequences.")
    expected, mistakes = valid_mistakes(rnn, sequences)
    stripped = expected.clone()
    stripped[2] = alone(rnn, sequences[2]).detach()[-2]
    mistakes["A step of zeros was taken for padding. Take the lengths from the sequences."] = stripped
    hint = "Wrong for sequences of equal length, or for one of length 1."
    expect_close(last, expected, hint, mistakes=mistakes)
    expect(
        reply.flag("untouched"), "Your function changed the caller's list. Sort a copy, or let torch sort."
    )
    expect(
        reply.flag("linked"), "No gradient reaches the RNN: is there a detach, a no_grad or a torch.tensor?"
    )
    loss = sum((alone(rnn, s)[-1] * w).sum() for s, w in zip(sequences, weights, strict=True))
    (wanted,) = torch.autograd.grad(loss, [rnn.weight_hh_l0])
    expect_close(reply.tensor("gradient"), wanted, "The gradient that reaches the RNN's weights differs.")
    one = draw.normal(long, feats, dtype=double)
    last = ask_valid(student, rnn, [one]).tensor("last")
    expect_shape(last, [1, units], "a batch of one sequence keeps its batch axis: is it squeezed away?")
    expect_close(last, alone(rnn, one)[-1:].detach(), "Wrong for a batch of one sequence.")
