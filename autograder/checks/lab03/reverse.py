"""Exercise 3.6: Backward, made from forward."""

import torch
from torch import nn

from autograder.check import check, expect_close, expect_dtype, expect_shape, travels
from autograder.checks.lab03.common import LAB
from autograder.contracts import keeps_promises


@travels
def birnn_of(kept, x, relu, weights):
    """Return a layer with these weights, one object for each size, that must not be called."""

    class Closed(torch.nn.RNN):
        def forward(self, *arguments, **options):
            if self is birnn:
                raise RuntimeError("birnn itself was called; run a one-directional layer instead")
            return super().forward(*arguments, **options)

    sizes = (x.shape[2], weights["weight_hh_l0"].shape[0], 1, "relu" if relu else "tanh")
    if sizes not in kept:
        kept[sizes] = Closed(*sizes, batch_first=True, bidirectional=True, device="meta")
    birnn = kept[sizes].train(relu)
    for name, weight in weights.items():
        setattr(birnn, name, torch.nn.Parameter(weight))
    return birnn


def reverse_probe(names, x, relu, **weights):
    return {"backward": names["backward_as_forward"](birnn_of({}, x, relu, weights), x)}


def call_reverse(names, kept, x, relu, **weights):
    birnn = birnn_of(kept, x, relu, weights)
    backward = names["backward_as_forward"](birnn, x)
    return backward, all(p.requires_grad for p in birnn.parameters()), birnn.training


def one_way(x, weights, suffix="_reverse", drop=(), relu=False):
    """Run a layer with the weights of one direction, from the first step to the last."""
    hidden, features = weights["weight_ih_l0"].shape
    kind = "relu" if relu else "tanh"
    layer = nn.RNN(features, hidden, nonlinearity=kind, batch_first=True, dtype=x.dtype)
    layer.load_state_dict({n: weights[n + suffix] * (n not in drop) for n in layer.state_dict()})
    return layer(x)[0]


def right_reverse(x, relu, **weights):
    return one_way(x.flip(1), weights, relu=relu).flip(1), True, relu


def case_of(draw, batch, seq_len, features, hidden, relu=False, dtype=torch.float32):
    """Return drawn arguments: the input and the weights of both directions."""
    names = nn.RNN(features, hidden, bidirectional=True, device="meta").named_parameters()
    weights = {name: draw.normal(*p.shape, scale=0.4, dtype=dtype) for name, p in names}
    return {"x": draw.normal(batch, seq_len, features, dtype=dtype), "relu": relu, **weights}


@check(f"{LAB}.reverse", points=1)
def values(student, draw):
    """The numbers, for a batch and for one sequence; each known mistake is named."""
    batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
    for rows in (batch, 1):
        case = case_of(draw, rows, seq_len, features, hidden)
        backward = student.run(reverse_probe, **case).tensor("backward")
        hints = {
            (rows, hidden): "that is the final state; every step is asked for",
            (1, rows, hidden): "that is the state, the second thing the layer returns; take the first",
            (rows, seq_len, 2 * hidden): "both directions came back; one is asked for",
        }
        hint = hints.get(tuple(backward.shape), "one vector of hidden_size per step, batch first")
        expect_shape(backward, [rows, seq_len, hidden], hint)
        expect_dtype(backward, torch.float32, "the result keeps the dtype of x")
        x = case["x"]

        def run(x, *options, weights=case):
            return one_way(x, weights, *options)

        bias_ih, bias_hh = ("bias_ih_l0",), ("bias_hh_l0",)
        said = "The numbers are not those of the backward direction: are all four tensors copied, each to its place?"
        expect_close(backward, run(x.flip(1)).flip(1), said, mistakes={
            "The result still runs from the end: flip it back in time.": run(x.flip(1)),
            "The forward direction's weights were copied: the names you need end in _reverse.":
                run(x.flip(1), "").flip(1),
            "The forward direction's weights were copied, and nothing was flipped back.": run(x.flip(1), ""),
            "Time was not reversed before the run: with batch_first, time is axis 1.": run(x),
            "Time was not reversed before the run, only in the result.": run(x).flip(1),
            "The batch was flipped, not time, and not back: with batch_first, time is axis 1.": run(x.flip(0)),
            "The numbers of each input were flipped, not time: time is axis 1.": run(x.flip(2)),
            "Too many axes were flipped: time is axis 1.": run(x.flip(0, 1)).flip(1),
            "That is the forward half: the task asks for the backward one.": run(x, ""),
            "The biases are missing.": run(x.flip(1), "_reverse", bias_ih + bias_hh).flip(1),
            "The bias bias_hh_l0_reverse is missing.": run(x.flip(1), "_reverse", bias_hh).flip(1),
            "The bias bias_ih_l0_reverse is missing.": run(x.flip(1), "_reverse", bias_ih).flip(1),
        })  # fmt: skip


@check(f"{LAB}.reverse", points=1)
def anywhere(student, draw):
    """Layers with tanh and with relu, any size and dtype, the gradient of x, and what every exercise promises."""
    batch, seq_len, features, hidden = sizes = draw.sizes(4, 3, 9)
    cases = [case_of(draw, *sizes), case_of(draw, *sizes), case_of(draw, *sizes, True)]
    cases += [case_of(draw, *sizes, dtype=torch.float64), case_of(draw, 1, seq_len, features, hidden, True)]
    cases += [case_of(draw, batch, 1, features, 1), case_of(draw, 2, 130, 1, 2)]
    cases += [case_of(draw, 5, 5, 5, 5, True, torch.float64), cases[1] | {"x": 30 * cases[1]["x"]}]
    cases[4]["x"][:, 2:] = 0
    notes = [
        f"With x {list(c['x'].shape)} {str(c['x'].dtype)[6:]}, a {'relu' if c['relu'] else 'tanh'} layer"
        for c in cases
    ]
    keeps_promises(
        student, call_reverse, cases, right_reverse, notes=notes, axes=("sequence", "step", "number"), draws=True,
        results=("the result", "whether all weights of birnn still learn", "the mode (train or eval) of birnn"), gradients=("x",),
    )  # fmt: skip
