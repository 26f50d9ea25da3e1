"""Exercise 1.5: The weights of a cell."""

import torch

from autograder.check import check, expect, expect_close, expect_shape, travels
from autograder.contracts import keeps_promises


# ------------------------------------------------------------------------------------------- 1.5
@travels
def layer_and_cell(W, U, b, **source):
    """Return a layer with the names of exercise 1.3 and an nn.RNNCell, with these weights."""
    from torch import nn

    (rnn_size, num_feats), random = W.shape, torch.get_rng_state()
    layer, cell = nn.Module(), nn.RNNCell(num_feats, rnn_size).to(W)
    layer.rnn_size = rnn_size
    layer.W, layer.U = nn.Linear(num_feats, rnn_size, bias=False), nn.Linear(rnn_size, rnn_size, bias=False)
    layer.b = nn.Parameter(torch.zeros(1, rnn_size))
    torch.set_rng_state(random)
    with torch.no_grad():
        for p, value in zip((layer.to(W).W.weight, layer.U.weight, layer.b), (W, U, b), strict=True):
            p.copy_(value)
        for name, value in source.items():
            getattr(cell, name).copy_(value)
    return layer, cell


def call_copy(names, kept, **given):
    layer, cell = layer_and_cell(**given)
    names["copy_from"](layer, cell)
    return [p.detach() for p in (layer.W.weight, layer.U.weight, layer.b)]


def copied(W, U, b, weight_ih, weight_hh, bias_ih, bias_hh):
    return weight_ih, weight_hh, (bias_ih + bias_hh)[None]


def copy_probe(names, training, W, U, b, **source):
    layer, cell = layer_and_cell(W, U, b, **source)
    layer.train(training), cell.train(not training)
    before = [layer.W.weight, layer.U.weight, layer.b]
    trouble = ""
    try:
        names["copy_from"](layer, cell)
    except RuntimeError as error:
        if isinstance(error, NotImplementedError):
            raise
        trouble = str(error)
    try:
        after = [layer.W.weight, layer.U.weight, layer.b]
    except AttributeError:
        return {"trouble": "replaced"}
    kinds = [isinstance(p, torch.nn.Parameter) and p.requires_grad and p.is_leaf for p in after]
    result = {name: tensor.detach().clone() for name, tensor in zip(("W", "U", "b"), after, strict=True)}
    result |= {name: getattr(cell, name).detach().clone() for name in source}
    result |= {
        "trouble": trouble,
        "trainable": all(kinds),
        "same": all(p is q for p, q in zip(before, after, strict=True)),
        "modes": layer.training is layer.W.training is training and cell.training is not training,
        "cell": all(p.requires_grad and p.grad is None for p in cell.parameters()),
    }
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.add_(1.0)
    result["shared"] = any(
        not torch.equal(p.detach(), result[n]) for p, n in zip(after, ("W", "U", "b"), strict=True)
    )
    return result


def _copy_inputs(draw, feats, units, dtype=torch.float32):
    shapes = {
        "W": (units, feats),
        "U": (units, units),
        "b": (1, units),
        "weight_ih": (units, feats),
        "weight_hh": (units, units),
        "bias_ih": (units,),
        "bias_hh": (units,),
    }
    return {name: draw.normal(*shape, dtype=dtype) for name, shape in shapes.items()}


def _copied(student, inputs, training=True):
    reply = student.run(copy_probe, **inputs, training=training)
    trouble = reply.text("trouble")
    expect(
        "leaf" not in trouble,
        "PyTorch refuses to overwrite a parameter while it records gradients: copy inside torch.no_grad().",
    )
    expect(
        "size" not in trouble and "shape" not in trouble and "dimension" not in trouble,
        "A tensor does not fit into its place: compare the shapes of W, U and b with those of the cell's weights.",
    )
    expect(
        trouble != "replaced",
        "rnn.W and rnn.U must stay layers, and rnn.b must stay: write into their weights.",
    )
    expect(not trouble, "Copying failed in PyTorch. Use in-place copy_ inside torch.no_grad().")
    return reply


@check("01_custom_rnn.copy_weights", points=1)
def numbers(student, draw):
    """The right number in the right place; first with as many features as units, where W and U can be exchanged."""
    feats, units = draw.sizes(2, 2, 8)
    for size in (units, feats):
        inputs = _copy_inputs(draw, size, units)
        reply = _copied(student, inputs)
        old = {name: inputs[name] for name in ("W", "U", "b")}
        ih, hh, b_ih, b_hh = (inputs[name] for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
        W, U, b = (reply.tensor(name) for name in old)
        untouched = all(torch.equal(reply.tensor(name), value) for name, value in old.items())
        expect(not untouched, "The layer is unchanged: write into rnn.W.weight, rnn.U.weight and rnn.b.")
        expect_shape(W, ih.shape, "W.weight keeps its shape")
        expect_shape(U, hh.shape, "U.weight keeps its shape")
        expect_shape(b, [1, units], "b keeps its shape [1, rnn_size]")
        expect_close(
            W,
            ih,
            "W.weight does not hold the cell's weight_ih.",
            mistakes={
                "W.weight holds weight_hh: ih means input to hidden, that is W.": hh,
                "W.weight holds weight_ih transposed: both are stored as nn.Linear stores them.": ih.T,
                "W.weight is unchanged.": old["W"],
                "The cell's weights were added to W.weight: replace the old numbers.": old["W"] + ih,
            },
        )
        expect_close(
            U,
            hh,
            "U.weight does not hold the cell's weight_hh.",
            mistakes={
                "U.weight holds weight_hh transposed: both are stored as nn.Linear stores them.": hh.T,
                "U.weight holds weight_ih: hh means hidden to hidden, that is U.": ih,
                "U.weight is unchanged.": old["U"],
                "The cell's weights were added to U.weight: replace the old numbers.": old["U"] + hh,
            },
        )
        both = b_ih + b_hh
        expect_close(
            b,
            both[None],
            "b does not give the same numbers as the cell's two biases.",
            mistakes={
                "b holds bias_ih only: the cell adds two biases.": b_ih[None],
                "b holds bias_hh only: the cell adds two biases.": b_hh[None],
                "b holds the mean of the two biases: the cell adds them.": both[None] / 2,
                "b is unchanged: the cell has biases too.": old["b"],
                "The cell's biases were added to the old b: replace it.": old["b"] + both,
                "b is zero: the cell has biases too.": torch.zeros_like(old["b"]),
                "b holds the product of the two biases: the cell adds them.": (b_ih * b_hh)[None],
                "b holds the difference of the two biases: the cell adds them.": (b_ih - b_hh)[None],
            },
        )
    sizes = [(feats, units), (feats, units), (1, units), (feats, 1), (1, 1), (units, units), (140, 2)]
    names = {"results": ("W.weight", "U.weight", "b"), "rtol": 1e-6, "atol": 1e-7, "draws": True}
    keeps_promises(student, call_copy, [_copy_inputs(draw, *size) for size in sizes], copied, **names)
    double = [_copy_inputs(draw, *size, torch.float64) for size in ((feats, units), (1, 1))]
    keeps_promises(student, call_copy, double, copied, **names | {"rtol": 1e-12, "atol": 0})


@check("01_custom_rnn.copy_weights", points=1)
def parameters(student, draw):
    """The layer keeps its own trainable parameters, and the cell stays what it was."""
    feats, units = draw.sizes(2, 2, 8)
    for size, training in (((feats, units), True), ((1, 1), False)):
        inputs = _copy_inputs(draw, *size)
        reply = _copied(student, inputs, training)
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            hint = f"copy_from changed the cell ({name}): only the layer may change."
            expect_close(reply.tensor(name), inputs[name], hint, rtol=0, atol=0)
        old = ("W", "U", "b")
        untouched = all(torch.equal(reply.tensor(name), inputs[name]) for name in old)
        expect(not untouched, "The layer is unchanged: write into rnn.W.weight, rnn.U.weight and rnn.b.")
        expect(
            not reply.flag("shared"),
            "The layer and the cell share memory: training one would change the other. Copy the numbers.",
        )
        expect(
            reply.flag("trainable"),
            "A weight of the layer is no longer a trainable nn.Parameter: copy into it and leave requires_grad alone.",
        )
        expect(
            reply.flag("same"),
            "The layer has new parameters, so an optimiser made before would train the old ones: copy into them in place.",
        )
        expect(
            reply.flag("cell"),
            "copy_from changed the cell: its weights ask for gradients, as before, and have none yet.",
        )
        hint = "copy_from changed the mode (train or eval) of the layer or of the cell: leave it alone."
        expect(reply.flag("modes"), hint)
