"""Exercise 3.1: Build the layer."""

import torch
from torch import nn

from autograder.check import check, travels
from autograder.checks.shared import amiss, flat_gradient, with_drawn_weights
from autograder.contracts import keeps_promises, played
from autograder.expect import expect, expect_close, expect_each, expect_shape


@travels
def layer_of(names, x, hidden_size, num_layers):
    """Return the student's layer over `x`, or say what came instead."""
    layer = names["make_birnn"](x.shape[2], hidden_size, num_layers)
    if layer is None:
        amiss("make_birnn returned None: is the `return` missing?")
    if not isinstance(layer, torch.nn.Module):
        amiss("make_birnn did not return a layer. Return the nn.RNN itself; do not run it.")
    if type(layer).__name__ == "LSTM":
        amiss("An nn.LSTM came back: its state is a pair. The task asks for nn.RNN.")
    if getattr(layer, "input_size", x.shape[2]) != x.shape[2]:
        order = "Are the arguments in the order (input_size, hidden_size, num_layers)"
        hint = f"The layer does not read input_size numbers per step. {order}"
        amiss(f"{hint}, and taken from the function instead of the constants?")
    return layer.to(x.device)


def call_layers(names, kept, x, hidden_size, num_layers):
    """Return the output and the state of a layer, its output once more, its parameters, and those of a second layer."""
    layers = []
    for _ in range(2):
        layers.append(layer_of(names, x, hidden_size, num_layers))
        torch.set_default_dtype(x.dtype)  # judged below, and not to spoil the rest
    (output, state), (again, _) = layers[0](x), layers[0](x)
    return output, state, again, *(p for layer in layers for p in layer.parameters())


@check("03_bidirectional.build", points=1)
def shapes(student, draw):
    """The shapes that come out, for many layers and for one; each known mistake is named."""
    for num_layers in (draw.choice([4, 5]), 1):
        batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
        case = {"x": draw.normal(batch, seq_len, features), "hidden_size": hidden, "num_layers": num_layers}
        reply = played(student, call_layers, [case], [0])
        output, state = reply.tensor("result 0 0"), reply.tensor("result 0 1")
        size, known = state.shape[-1], state.shape[0] in (num_layers, 2 * num_layers)
        one, time_first = output.shape[-1] == hidden, list(state.shape[1:]) == [seq_len, hidden]
        expect_each({
            "hidden_size was doubled by hand: it is the size of one direction.": size != 2 * hidden,
            "hidden_size was halved: it is the size of one direction.": size != hidden // 2,
            "Only one direction reads the sequence: is bidirectional=True missing?": not (one and known),
            "Time was taken for the batch: is batch_first=True missing?": not time_first,
            "The state has the wrong number of rows: does num_layers arrive?": known,
        })  # fmt: skip
        expect_shape(output, [batch, seq_len, 2 * hidden], "two vectors of hidden_size per step")
        expect_shape(state, [2 * num_layers, batch, hidden], "a row for every layer and direction")


def call_built(names, kept, x, hidden_size, num_layers, seed):
    layer = layer_of(names, x, hidden_size, num_layers)
    learns = all(p.requires_grad for p in layer.parameters())
    tops = [p.abs().max() * hidden_size**0.5 for p in layer.parameters()]
    drawn = hidden_size < 30 or all(0.6 < top <= 1.001 for top in tops)
    with torch.enable_grad():
        start = torch.full_like(with_drawn_weights(layer, seed)(x)[1], 0.5)
        output, state = layer(x, start)
    slopes = flat_gradient([output, state], list(layer.parameters()), torch.square) if learns else output
    return output.detach(), state.detach(), layer.weight_ih_l0, learns, layer.training, drawn, slopes


def right_built(x, hidden_size, num_layers, seed):
    def make_birnn(*sizes):
        return nn.RNN(*sizes, batch_first=True, bidirectional=True)

    output, state, weight, *rest = call_built(locals(), {}, x, hidden_size, num_layers, seed)
    return output, state, weight.detach(), *rest


@check("03_bidirectional.build", points=1)
def layer(student, draw):
    """The weights as torch draws them, new ones for each layer, what they compute, and what every exercise promises."""
    batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
    num_layers = draw.choice([4, 5])
    x = draw.normal(batch, seq_len, features)
    reply = played(student, call_layers, [{"x": x, "hidden_size": hidden, "num_layers": num_layers}], [0])
    output, _, again, *drawn = (reply.tensor(f"result 0 {i}") for i in range(int(reply.number("count 0"))))
    weights = drawn[: len(drawn) // 2]
    sizes = [list(w.shape) for w in weights]
    wanted = [list(p.shape) for p in nn.RNN(features, hidden, num_layers, bidirectional=True).parameters()]
    expect_each({
        "The biases are missing: leave bias at its default.": sizes != [s for s in wanted if len(s) == 2],
        "The layer has the weights of one direction: is bidirectional=True missing?": len(weights) != 4 * num_layers,
        "The layer has the weights of one layer: does num_layers arrive?": len(weights) != 8,
        "The weights are those of an nn.GRU. The task asks for nn.RNN.": sizes[:1] != [[3 * hidden, features]],
        "The weights do not have the sizes that input_size, hidden_size and num_layers give.": sizes == wanted,
    })  # fmt: skip
    expect(torch.equal(output, again), "Two runs on the same input differ: leave dropout at its default.")

    def run(**options):
        other = nn.RNN(features, hidden, num_layers, bidirectional=True, **{"batch_first": True, **options})
        other.load_state_dict(dict(zip(other.state_dict(), weights, strict=True)))
        return other(x)[0]

    expect_close(output, run(), "The layer computes something else than nn.RNN with its defaults.", mistakes={
        "The layer uses relu: leave nonlinearity at its default, tanh.": run(nonlinearity="relu"),
        "Sequences of a batch touch each other: is batch_first=True missing?": run(batch_first=False),
    })  # fmt: skip
    largest = torch.stack([w.abs().max() for w in weights]) * hidden**0.5
    as_made = largest.min() > 0 and 0.9 < largest.max() <= 1.001
    expect(as_made, "The weights are not those that torch draws for a new nn.RNN: do not change them.")
    twin = "Two layers, or the parts of one, have the same weights: make a new layer in each call, let torch draw its weights, and leave the seed alone."
    expect(not any(torch.equal(a, b) for i, a in enumerate(drawn) for b in drawn[:i]), twin)
    one = (batch, seq_len, features, hidden)
    sizes = [(*one, 2), (*one, 2), (*one, 1), (1, 1, 1, 1, 1), (1, 130, 1, 2, 1)]
    sizes += [(1, 3, 4, 130, 2), (1, 3, 70, 33, 3)]
    cases = [{"x": draw.normal(*x), "hidden_size": h, "num_layers": n} for *x, h, n in sizes]
    cases = [case | {"seed": i} for i, case in enumerate(cases)]
    keeps_promises(
        student, call_built, cases, right_built, axes=("sequence", "step", "number"), draws=True, device=False, rtol=1e-3,
        results=("the output", "the state", "a weight", "whether all weights learn", "whether it is in train mode", "whether the weights are as torch draws them", "the gradient of the weights"),
    )  # fmt: skip
