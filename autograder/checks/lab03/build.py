"""Exercise 3.1: Build the layer."""

import torch
from torch import nn

from autograder.check import Failed, check, expect, expect_close, expect_shape
from autograder.checks.lab03.common import LAB


def build_probe(names, x, hidden_size, num_layers):
    layer = names["make_birnn"](x.shape[2], hidden_size, num_layers)
    kind = type(layer).__name__
    if not isinstance(layer, torch.nn.Module):
        return {"module": False, "kind": kind}
    weights = list(layer.to(x.device).parameters())
    reads = getattr(layer, "input_size", x.shape[2])
    reply = {"module": True, "kind": kind, "reads": reads, "count": len(weights)}
    reply.update({f"w{i}": weight for i, weight in enumerate(weights)})
    if reads == x.shape[2]:
        result = layer(x)
        if isinstance(result, tuple) and len(result) == 2:
            reply["output"], reply["state"] = result
        reply["again"] = layer(x)[0]
    return reply


def built(student, x, hidden_size, num_layers):
    """Run the probe and make sure that what came back is a layer over `x`."""
    reply = student.run(build_probe, x=x, hidden_size=hidden_size, num_layers=num_layers)
    kind = reply.text("kind")
    if not reply.flag("module"):
        expect(kind != "NoneType", "make_birnn returned None: is the `return` missing?")
        raise Failed("make_birnn did not return a layer. Return the nn.RNN itself; do not run it.")
    expect(kind != "LSTM", "An nn.LSTM came back: its state is a pair. This exercise asks for nn.RNN.")
    expect(
        reply.number("reads") == x.shape[2],
        "The layer does not read input_size numbers per step. Are the arguments in the order (input_size, "
        "hidden_size, num_layers), and taken from the function instead of the constants?",
    )
    return reply


@check(f"{LAB}.build", points=1)
def shapes(student, draw):
    for num_layers in (draw.choice([4, 5]), 1):
        batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
        x = draw.normal(batch, seq_len, features)
        reply = built(student, x, hidden, num_layers)
        output, state = reply.tensor("output"), reply.tensor("state")
        rows, size = state.shape[0], state.shape[-1]
        expect(size != 2 * hidden, "hidden_size was doubled by hand: it is the size of one direction.")
        expect(2 * size != 2 * (hidden // 2), "hidden_size was halved: it is the size of one direction.")
        expect(
            output.shape[-1] != hidden or rows not in (num_layers, 2 * num_layers),
            "Only one direction reads the sequence: is bidirectional=True missing?",
        )
        expect(
            list(state.shape[1:]) != [seq_len, hidden],
            "Time was taken for the batch: is batch_first=True missing?",
        )
        expect(
            rows in (2 * num_layers, num_layers),
            "The state has the wrong number of rows: does num_layers arrive?",
        )
        expect_shape(output, [batch, seq_len, 2 * hidden], "two vectors of hidden_size per step")
        expect_shape(state, [2 * num_layers, batch, hidden], "a row for every layer and direction")


@check(f"{LAB}.build", points=1)
def layer(student, draw):
    batch, seq_len, features, hidden = draw.sizes(4, 3, 9)
    num_layers = draw.choice([4, 5])
    x = draw.normal(batch, seq_len, features)
    reply = built(student, x, hidden, num_layers)
    count = reply.number("count")
    weights = [reply.tensor(f"w{i}") for i in range(min(int(count), 64))]
    sizes = [list(w.shape) for w in weights]
    two = nn.RNN(features, hidden, num_layers, batch_first=True, bidirectional=True)
    wanted = [list(p.shape) for p in two.parameters()]
    expect(sizes != [s for s in wanted if len(s) == 2], "The biases are missing: leave bias at its default.")
    expect(
        count != 4 * num_layers, "The layer has the weights of one direction: is bidirectional=True missing?"
    )
    expect(count != 8, "The layer has the weights of one layer: does num_layers arrive?")
    expect(
        sizes[0] != [3 * hidden, features],
        "The weights are those of an nn.GRU. This exercise asks for nn.RNN.",
    )
    expect(
        sizes == wanted, "The weights do not have the sizes that input_size, hidden_size and num_layers give."
    )
    output = reply.tensor("output")
    repeats = torch.equal(output, reply.tensor("again"))
    expect(repeats, "Two runs on the same input differ: leave dropout at its default.")

    def run(nonlinearity="tanh", batch_first=True):
        reference = nn.RNN(
            features, hidden, num_layers, nonlinearity, batch_first=batch_first, bidirectional=True
        )
        reference.load_state_dict(dict(zip(reference.state_dict(), weights, strict=True)))
        return reference(x)[0]

    expect_close(output, run(), "The layer computes something else than nn.RNN with its defaults.", mistakes={
        "The layer uses relu: leave nonlinearity at its default, tanh.": run("relu"),
        "Sequences of a batch touch each other: is batch_first=True missing?": run(batch_first=False),
    })  # fmt: skip
