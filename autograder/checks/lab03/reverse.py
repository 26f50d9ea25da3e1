"""Exercise 3.6: Backward, made from forward."""

import torch
from torch import nn

from autograder.check import check, travels
from autograder.checks.shared import handed
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
        getattr(birnn, name).grad = torch.ones_like(weight)
    return birnn


def call_reverse(names, kept, x, relu, **weights):
    birnn = birnn_of(kept, x, relu, weights)
    backward = handed(names["backward_as_forward"], birnn, x, modes=False)
    # a layer that is kept and filled anew spoils the first one's gradient
    names["backward_as_forward"](birnn, x)
    left = [p.dtype == x.dtype and p.grad is not None for p in birnn.parameters()]
    left += [bool((p.grad == 1).all()) for p in birnn.parameters() if p.grad is not None]
    return backward, all(left), f"{birnn.training} {birnn.extra_repr()}"


def one_way(x, weights, suffix="_reverse", drop=(), relu=False):
    """Run a layer with the weights of one direction, from the first step to the last."""
    hidden, features = weights["weight_ih_l0"].shape
    kind = "relu" if relu else "tanh"
    layer = nn.RNN(features, hidden, nonlinearity=kind, batch_first=True, dtype=x.dtype)
    layer.load_state_dict({n: weights[n + suffix] * (n not in drop) for n in layer.state_dict()})
    return layer(x)[0]


def right_reverse(x, relu, **weights):
    layer = nn.RNN(x.shape[2], weights["weight_hh_l0"].shape[0], batch_first=True, bidirectional=True)
    return one_way(x.flip(1), weights, relu=relu).flip(1), True, f"{relu} {layer.extra_repr()}"


def case_of(draw, batch, seq_len, features, hidden, relu=False, dtype=torch.float32):
    """Return drawn arguments: the input and the weights of both directions."""
    names = nn.RNN(features, hidden, bidirectional=True, device="meta").named_parameters()
    weights = {name: draw.normal(*p.shape, scale=0.4, dtype=dtype) for name, p in names}
    return {"x": draw.normal(batch, seq_len, features, dtype=dtype), "relu": relu, **weights}


def call_backward(names, kept, x, relu, **weights):
    own = {name: weight.clone() for name, weight in weights.items()}  # that they stay is judged below
    return names["backward_as_forward"](birnn_of(kept, x, relu, own), x)


def mistakes_of(x, relu, **weights):
    def run(x, suffix="_reverse", *drop):
        return one_way(x, weights, suffix, drop)

    bias_ih, bias_hh, back = "bias_ih_l0", "bias_hh_l0", x.flip(1)
    right, some, forward = run(back), run(x).to("meta"), run(back, "")
    return {
        "That is the final state; every step is asked for.": some[:, 0],
        "That is the state, the second thing the layer returns; take the first.": some[:, 0][None],
        "Both directions came back; one is asked for.": torch.cat([some, some], dim=2),
        "The result still runs from the end: flip it back in time.": right,
        "The forward direction's weights were copied: the names you need end in _reverse.": forward.flip(1),
        "The forward direction's weights were copied, and nothing was flipped back.": forward,
        "Time was not reversed before the run: with batch_first, time is axis 1.": run(x),
        "Time was not reversed before the run, only in the result.": run(x).flip(1),
        "The batch was flipped, not time, and not back: with batch_first, time is axis 1.": run(x.flip(0)),
        "The numbers of each input were flipped, not time: time is axis 1.": run(x.flip(2)),
        "Too many axes were flipped: time is axis 1.": run(x.flip(0, 1)).flip(1),
        "That is the forward half: the task asks for the backward one.": run(x, ""),
        "The biases are missing.": run(back, "_reverse", bias_ih, bias_hh).flip(1),
        "The bias bias_hh_l0_reverse is missing.": run(back, "_reverse", bias_hh).flip(1),
        "The bias bias_ih_l0_reverse is missing.": run(back, "_reverse", bias_ih).flip(1),
    }


@check("03_bidirectional.reverse", points=1)
def values(student, draw):
    """The numbers, for a batch and for one sequence; each known mistake is named."""
    batch, *sizes = draw.sizes(4, 3, 9)
    cases = [case_of(draw, rows, *sizes) for rows in (batch, 1)]
    keeps_promises(
        student, call_backward, cases, lambda **case: right_reverse(**case)[0], mistakes=mistakes_of, promises=False,
        notes=[f"With a batch of {rows}" for rows in (batch, 1)], axes=("sequence", "step", "number"),
        results=("the backward half (are all four tensors copied, each to its place?)",),
    )  # fmt: skip


@check("03_bidirectional.reverse", points=1)
def anywhere(student, draw):
    """Layers with tanh and with relu, any size and dtype, the gradient of x, and what every exercise promises."""
    batch, seq_len, features, hidden = sizes = draw.sizes(4, 3, 9)
    cases = [case_of(draw, *sizes), case_of(draw, *sizes), case_of(draw, *sizes, True)]
    cases += [case_of(draw, *sizes, dtype=torch.float64), case_of(draw, 1, seq_len, features, hidden, True)]
    cases += [case_of(draw, batch, 1, features, 1), case_of(draw, 2, 130, 1, 2), case_of(draw, 1, 2, 3, 130)]
    cases += [case_of(draw, 5, 5, 5, 5, True, torch.float64), cases[1] | {"x": 30 * cases[1]["x"]}]
    cases[4]["x"][:, 2:] = 0
    kinds = [(c["x"], "relu" if c["relu"] else "tanh") for c in cases]
    notes = [f"With x {list(x.shape)} {str(x.dtype)[6:]}, a {kind} layer" for x, kind in kinds]
    keeps_promises(
        student, call_reverse, cases, right_reverse, notes=notes, axes=("sequence", "step", "number"), draws=True, digits=True,
        results=("the result", "whether all weights of birnn keep their dtype and their gradients", "the settings of birnn (train or eval, directions, dropout)"), gradients=("x",),
    )  # fmt: skip
