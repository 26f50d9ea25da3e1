"""Exercise 2.3: The last valid output."""

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from autograder.check import check, expect, expect_close, expect_shape
from autograder.contracts import keeps_promises


def call_valid(names, kept, sizes, relu, training, numbers, **given):
    import torch

    def f(sequences):
        return names["last_valid_outputs"](rnn, sequences)

    first = given["s0"]
    key = (*sizes.tolist(), relu, first.dtype)
    if key not in kept:
        random, kind = torch.get_rng_state(), "relu" if relu else "tanh"
        kept[key] = torch.nn.RNN(*sizes.tolist(), nonlinearity=kind, batch_first=True)
        torch.set_rng_state(random)
    rnn = kept[key].to(first).train(training)
    parameters, sequences = list(rnn.parameters()), [given[f"s{i}"] for i in range(len(given))]
    with torch.no_grad():
        for p, values in zip(parameters, numbers.split([p.numel() for p in parameters]), strict=True):
            p.copy_(values.view(p.shape))
    sequences = [s.detach().requires_grad_() for s in sequences]
    leaves, asked = [*parameters, *sequences], list(sequences)
    last = f(asked)
    places = [list(s.shape) for s in sequences] + [
        [i for i, s in enumerate(sequences) if s is a] for a in asked
    ]
    with torch.enable_grad():
        total = (last if last.requires_grad else f(list(sequences))).square().sum()
    none = [None] * len(leaves)
    grads = torch.autograd.grad(total, leaves, allow_unused=True) if total.requires_grad else none
    pairs = zip(leaves, grads, strict=True)
    slopes = torch.cat([torch.zeros_like(p).flatten() if g is None else g.flatten() for p, g in pairs])
    left = torch.cat([p.detach().flatten() for p in parameters])
    return last, slopes, str(places), left, rnn.training


def one_by_one(rnn, sequences):
    return torch.stack([rnn(s[None])[0][0, -1] for s in sequences])


def valid_of(**case):
    return call_valid({"last_valid_outputs": one_by_one}, {}, **case)


def valid_probe(names, weights, sizes, **given):
    rnn = torch.nn.RNN(*sizes.tolist(), batch_first=True)
    torch.nn.utils.vector_to_parameters(weights, rnn.parameters())
    return {"last": names["last_valid_outputs"](rnn, [given[f"s{i}"] for i in range(4)])}


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
        "These are the outputs after the first step. The task asks for the last valid step.": padded[:, 0],
        "One step too early: the last valid step is at index length - 1.": early,
        "One length is used for all sequences. Each has its own.": padded[:, min(lengths) - 1],
        "This is the first layer's state. The output is the last layer.": first_layer,
        "The outputs are averaged over time. The task asks for the last valid step.": torch.stack(
            [o.mean(0) for o in outputs]
        ),
        "The state runs on from one sequence into the next. Every sequence starts anew.": torch.stack(
            carried
        ),
    }


@check("02_rnn_shapes.valid_outputs", points=2)
def given_order(student, draw):
    """Two layers and three, four different lengths; each known mistake is named."""
    feats, units = draw.sizes(2, 10, 14)
    for layers in (2, 3):
        rnn = drawn_rnn(draw, feats, units, layers)
        sequences = [draw.normal(n, feats) for n in shuffled_lengths(draw)]
        given = {f"s{i}": s for i, s in enumerate(sequences)}
        weights, sizes = nn.utils.parameters_to_vector(rnn.parameters()), torch.tensor([feats, units, layers])
        last = student.run(valid_probe, weights=weights.detach(), sizes=sizes, **given).tensor("last")
        shape = list(last.shape)
        hint = f"Shape {shape}: the task asks for one vector for every sequence, [batch, hidden_size]."
        expect(last.dim() != 3, hint)
        expect_shape(last, [4, units], "one vector for every sequence, [batch, hidden_size].")
        expected, mistakes = valid_mistakes(rnn, sequences)
        hint = "These are not the outputs at each sequence's last valid step."
        expect_close(last, expected, hint, mistakes=mistakes)


@check("02_rnn_shapes.valid_outputs", points=2)
def any_lengths(student, draw):
    """Any lengths and numbers, tanh and ReLU, gradients of the sequences and the weights, what every exercise promises."""
    cases, notes = [], []
    for lengths, sizes, relu, dtype, about in (
        ((3, 5, 2, 4), (4, 3, 1), False, torch.float32, "four lengths"),
        ((3, 5, 2, 4), (4, 3, 1), False, torch.float32, "the same lengths again"),
        ((1,), (3, 4, 1), True, torch.float32, "one sequence of one step"),
        ((2, 140, 1, 33), (3, 2, 1), False, torch.float32, "140 steps"),
        ((4, 4, 4), (2, 3, 1), True, torch.float64, "three of the same length, float64"),
        ((6, 2, 6, 1, 2), (3, 3, 1), False, torch.float32, "equal lengths and zeros at the end"),
        ((3, 1, 2), (1, 1, 1), True, torch.float32, "a ReLU that is 0 at the last step"),
        ((9, 5, 5, 2), (4, 3, 1), False, torch.float32, "large numbers, the longest first"),
        (tuple(range(1, 18)), (2, 2, 1), False, torch.float32, "17 sequences, the shortest first"),
    ):
        given = {f"s{i}": draw.normal(n, sizes[0], dtype=dtype) for i, n in enumerate(lengths)}
        count = sum(p.numel() for p in nn.RNN(*sizes).parameters())
        case = {"sizes": torch.tensor(sizes), "relu": relu, "training": len(cases) % 2 == 0}
        cases.append(case | {"numbers": draw.normal(count, scale=0.6, dtype=dtype)} | given)
        notes.append(f"In {'train' if case['training'] else 'eval'} mode, with {about}")
    for name in ("s0", "s1", "s2"):
        cases[5][name][-1], cases[7][name] = 0.0, 50 * cases[7][name]
        cases[6][name].fill_(5)[-1] = -50
    cases[5]["s4"].zero_()
    cases[6]["numbers"] = torch.tensor([1.0, 0.5, 0.0, 0.0])
    keeps_promises(
        student, call_valid, cases, valid_of, notes=notes, axes=("sequence", "unit"),
        results=(
            "the answer", "the gradient of the weights of rnn and of the sequences", "the list that you were given",
            "the weights of rnn", "the mode of rnn (train or eval)",
        ),
    )  # fmt: skip
