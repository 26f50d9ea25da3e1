"""Exercise 2.3: The last valid output."""

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from autograder.check import check
from autograder.checks.shared import flat_gradient, handed, loaded_model
from autograder.contracts import keeps_promises


def call_valid(names, kept, sequences, lengths, sizes, relu, training, weights, more):
    def make(*sizes):
        return torch.nn.RNN(*sizes, nonlinearity="relu" if relu else "tanh", batch_first=True)

    rnn, parameters = loaded_model(make, kept.setdefault(relu, {}), sizes.tolist(), weights)
    rnn.train(training)
    for p in parameters:
        p.grad = torch.ones_like(p)
    sequences = [s.detach().requires_grad_() for s in sequences.split(lengths.tolist())]
    asked = [*sequences, *sequences[: int(more == "twice")]]
    told = list(asked)
    last = handed(names["last_valid_outputs"], rnn, told, modes=False)
    if more == "alone":
        return last
    places = [list(s.shape) for s in sequences] + [[i for i, s in enumerate(asked) if s is a] for a in told]
    with torch.enable_grad():
        linked = names["last_valid_outputs"](rnn, list(asked))
    slopes = flat_gradient([linked], [*parameters, *sequences], torch.square)
    left = torch.cat([p.detach().flatten() for p in parameters])
    grads = all(p.grad is not None and bool((p.grad == 1).all()) for p in parameters)
    return last, slopes, str(places), left, f"{rnn.training} {rnn.extra_repr()} {grads}"


def one_by_one(rnn, sequences):
    return torch.stack([rnn(s[None])[0][0, -1] for s in sequences])


def valid_of(**case):
    return call_valid({"last_valid_outputs": one_by_one}, {}, **case)


def known(sequences, lengths, sizes, relu, training, weights, more):
    """Return what the known mistakes give."""
    rnn, _ = loaded_model(lambda *sizes: nn.RNN(*sizes, batch_first=True), {}, sizes.tolist(), weights)
    lengths = lengths.tolist()
    sequences = sequences.split(lengths)
    with torch.no_grad():
        outputs = [rnn(s[None])[0][0] for s in sequences]
        read_padding, _ = rnn(pad_sequence(sequences, batch_first=True))
        states = torch.cat([rnn(s[None])[1] for s in sequences], 1)
        carried, state = [], None
        for s in sequences:
            out, state = rnn(s[None], state)
            carried.append(out[0, -1])
    right, padded = torch.stack([o[-1] for o in outputs]), pad_sequence(outputs, batch_first=True)
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    every = "The task asks for one vector for every sequence, [batch, hidden_size]"
    return {
        f"{every}, and not for all steps.": padded.to("meta"),
        f"{every}: and not for all layers.": states.to("meta"),
        f"{every}, and not for one sequence.": right[0].to("meta"),
        "This is padding for a shorter sequence, as in output[:, -1]. Its last valid step is length - 1.": padded[:, -1],
        "The padding was read as if it were data: pack the sequences before the RNN runs.": read_padding[:, -1],
        "The answers come sorted by length. Return them in the given order.": right[order],
        "The answers come sorted by length, shortest first. Return them in the given order.": right[order[::-1]],
        "The order is undone with the wrong permutation: it takes the inverse of the sorting order.": right[order][order],
        "These are the outputs after the first step. The task asks for the last valid step.": padded[:, 0],
        "One step too early: the last valid step is at index length - 1.": torch.stack([o[-2] for o in outputs]),
        "One length is used for all sequences. Each has its own.": padded[:, min(lengths) - 1],
        "This is the first layer's state. The output is the last layer.": states[0],
        "This is the second layer's state. The output is the last layer.": states[1],
        "The outputs are averaged over time. The task asks for the last valid step.": torch.stack([o.mean(0) for o in outputs]),
        "The state runs on from one sequence into the next. Every sequence starts anew.": torch.stack(carried),
    }  # fmt: skip


def case_of(draw, lengths, sizes, relu=False, dtype=torch.float32, training=True, more=""):
    count = sum(p.numel() for p in nn.RNN(*sizes, device="meta").parameters())
    case = {"sequences": draw.normal(sum(lengths), sizes[0], dtype=dtype), "lengths": torch.tensor(lengths)}
    case |= {"sizes": torch.tensor(sizes), "relu": relu, "training": training, "more": more}
    return case | {"weights": draw.normal(count, scale=0.4, dtype=dtype)}


RESULTS = (
    "the answer",
    "the gradient of the weights of rnn and of the sequences",
    "the list that you were given",
    "the weights of rnn",
    "the settings of rnn (train or eval, batch_first, its collected gradients)",
)


@check("02_rnn_shapes.valid_outputs", points=2)
def given_order(student, draw):
    """Two layers and more, four different lengths; each known mistake is named."""
    feats, units = draw.sizes(2, 10, 14)
    cases, notes = [], []
    for layers in (2, 3, 5):
        a, b, c, d = sorted(draw.sizes(4, 2, 9))
        # sorting twice does not bring it back
        lengths = draw.choice([(a, d, b, c), (b, c, a, d), (c, a, d, b)])
        cases.append(case_of(draw, lengths, (feats, units, layers), more="alone"))
        notes.append(f"With {layers} layers")
    keeps_promises(
        student, call_valid, cases, lambda **case: valid_of(**case).detach(), mistakes=known, notes=notes, results=RESULTS[:1],
        axes=("sequence", "unit"), draws=True, device=False,
    )  # fmt: skip


@check("02_rnn_shapes.valid_outputs", points=2)
def any_lengths(student, draw):
    """Any lengths and numbers, tanh and ReLU, gradients of the sequences and the weights, what every exercise promises."""
    cases, notes = [], []
    for lengths, sizes, relu, about in (
        ((3, 5, 2, 4), (4, 3, 1), False, "four lengths"),
        ((3, 5, 2, 4), (4, 3, 1), False, "the same lengths again"),
        ((1,), (3, 4, 1), True, "one sequence of one step"),
        ((2, 140, 1, 33), (3, 2, 1), False, "140 steps"),
        ((4, 4, 4), (2, 3, 1), True, "three of the same length, float64"),
        ((6, 2, 6, 1, 2), (3, 3, 1), False, "equal lengths and zeros at the end"),
        ((3, 1, 2), (1, 1, 1), True, "a ReLU that is 0 at the last step"),
        ((9, 5, 5, 2), (4, 3, 1), False, "large numbers, the longest first"),
        (tuple(range(1, 18)), (2, 2, 1), False, "17 sequences, the shortest first"),
        ((3, 4), (2, 3, 1), False, "one sequence twice in the list"),
        ((2, 1), (3, 130, 1), False, "130 units"),
    ):
        training, dtype = len(cases) % 2 == 0, torch.float64 if "float64" in about else torch.float32
        cases.append(case_of(draw, lengths, sizes, relu, dtype, training))
        notes.append(f"In {'train' if training else 'eval'} mode, with {about}")
    cases[5]["sequences"][[5, 7, 13, 15, 16]] = 0.0
    cases[4]["sequences"][[3, 11]] = -1.0
    cases[7]["sequences"] *= 50
    cases[6]["sequences"].fill_(5)[[2, 3, 5]] = -50
    cases[6]["weights"] = torch.tensor([1.0, 0.5, 0.0, 0.0])
    cases[9]["more"] = "twice"
    keeps_promises(
        student, call_valid, cases, valid_of, results=RESULTS, notes=notes, axes=("sequence", "unit"),
        stay=("lengths", "sizes"), digits=True,
    )  # fmt: skip
