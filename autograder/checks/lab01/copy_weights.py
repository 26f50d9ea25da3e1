"""Exercise 1.5: The weights of a cell."""

import torch

from autograder.check import check, travels
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close


@travels
def layer_and_cell(kept, W, U, b, **source):
    """Return a layer with the names of exercise 1.3 and an nn.RNNCell, with these weights; one pair for each size."""
    from torch import nn

    (rnn_size, num_feats), random, key = W.shape, torch.get_rng_state(), (*W.shape, W.dtype)
    held = kept[key][0].b if key in kept else None
    if not isinstance(held, nn.Parameter) or held.shape != b.shape:  # or what the student put there
        layer, cell = nn.Module(), nn.RNNCell(num_feats, rnn_size)
        layer.rnn_size, layer.b = rnn_size, nn.Parameter(torch.zeros(1, rnn_size))
        layer.W, layer.U = (nn.Linear(size, rnn_size, bias=False) for size in (num_feats, rnn_size))
        kept[key] = layer.to(W), cell.to(W)
    torch.set_rng_state(random)
    layer, cell = kept[key]
    layer.load_state_dict({"W.weight": W, "U.weight": U, "b": b})
    cell.load_state_dict(source)
    return layer, cell


@travels
def filled(names, layer, cell):
    """Run the student's function; return the three weights of the layer."""
    try:
        names["copy_from"](layer, cell)
    except RuntimeError as error:
        if "leaf" in str(error):
            said = "torch refuses to overwrite a parameter while it records gradients: copy inside torch.no_grad()"
            raise RuntimeError(said) from error
        raise
    if not all(isinstance(getattr(layer, name), torch.nn.Linear) for name in "WU"):
        raise TypeError("rnn.W and rnn.U must stay layers: write into their weights")
    return [layer.W.weight, layer.U.weight, layer.b]


def call_copy(names, kept, part, **given):
    return filled(names, *layer_and_cell(kept, **given))[part].detach().clone()


def right_part(part, W, U, b, weight_ih, weight_hh, bias_ih, bias_hh):
    return (weight_ih, weight_hh, (bias_ih + bias_hh)[None])[part]


def mistakes_of(part, W, U, b, weight_ih, weight_hh, bias_ih, bias_hh):
    stored = "transposed: both are stored as nn.Linear stores them."
    if part == 2:
        ih, hh, both = bias_ih[None], bias_hh[None], (bias_ih + bias_hh)[None]
        return {
            "b holds bias_ih only: the cell adds two biases.": ih,
            "b holds bias_hh only: the cell adds two biases.": hh,
            "b holds the mean of the two biases: the cell adds them.": both / 2,
            "b is unchanged: the cell has biases too.": b,
            "The cell's biases were added to the old b: replace it.": b + both,
            "b is zero: the cell has biases too.": 0 * b,
            "b holds the product of the two biases: the cell adds them.": ih * hh,
            "b holds the difference of the two biases: the cell adds them.": ih - hh,
            "b keeps its shape [1, rnn_size].": both[0],
        }
    name, its, other, old = (("W", weight_ih, weight_hh, W), ("U", weight_hh, weight_ih, U))[part]
    said = "hh means hidden to hidden, that is U." if part else "ih means input to hidden, that is W."
    return {
        f"{name}.weight holds weight_{('hh', 'ih')[part]}: {said}": other,
        f"{name}.weight holds weight_{('ih', 'hh')[part]} {stored}": its.T,
        f"{name}.weight is unchanged: write into the parameters that the layer has, in place.": old,
        f"The cell's weights were added to {name}.weight: replace the old numbers.": old + its,
    }


def copy_case(draw, feats, units, dtype=torch.float32):
    shapes = {"W": (units, feats), "U": (units, units), "b": (1, units), "weight_ih": (units, feats)}
    shapes |= {"weight_hh": (units, units), "bias_ih": (units,), "bias_hh": (units,)}
    return {name: draw.normal(*shape, dtype=dtype) for name, shape in shapes.items()}


@check("01_custom_rnn.copy_weights", points=1)
def numbers(student, draw):
    """The right number in the right place; first with as many features as units, where W and U can be exchanged."""
    feats, units = draw.sizes(2, 2, 8)
    sizes = [(units, units), (feats, units), (feats, units), (1, units), (feats, 1), (1, 1), (140, 2)]
    cases = [copy_case(draw, *size) for size in sizes]
    cases += [copy_case(draw, *size, torch.float64) for size in ((feats, units), (1, 1))]
    cases.append({name: 1e-4 * value for name, value in cases[1].items()})
    parts, sized = range(3), [f"{c['W'].shape[1]} features and {len(c['W'])} units" for c in cases]
    keeps_promises(
        student, call_copy, [case | {"part": part} for part in parts for case in cases], right_part, mistakes=mistakes_of,
        notes=[f"{('W.weight', 'U.weight', 'b')[part]}, with {size}" for part in parts for size in sized],
        results=("what the layer holds",), rtol=1e-6, atol=1e-9, draws=True, digits=True,
    )  # fmt: skip


def copy_probe(names, training, **given):
    layer, cell = layer_and_cell({}, **given)
    layer.train(training), cell.train(not training)
    before = [layer.W.weight, layer.U.weight, layer.b]
    for frozen in (layer.U.weight, cell.weight_hh):
        frozen.requires_grad_(training)
    for p in cell.parameters():
        p.grad = torch.ones_like(p)
    after = filled(names, layer, cell)
    reply = {name: p.detach().clone() for name, p in zip("WUb", after, strict=True)}
    reply |= {name: p.detach().clone() for name, p in cell.named_parameters()}
    kinds = [isinstance(p, torch.nn.Parameter) and p.is_leaf and p.requires_grad for p in after]
    asks = [p.requires_grad is (training or p is not cell.weight_hh) for p in cell.parameters()]
    held = [p.grad is not None and bool((p.grad == 1).all()) for p in cell.parameters()]
    reply |= {"trainable": kinds == [True, training, True], "cell": all(asks + held)}
    reply["same"] = all(p is q for p, q in zip(before, after, strict=True))
    reply["modes"] = layer.training is layer.W.training is training and cell.training is not training
    for p in cell.parameters():
        p.data.add_(1.0)
    moved = [not torch.equal(p.detach(), reply[name]) for name, p in zip("WUb", after, strict=True)]
    return reply | {"shared": any(moved)}


@check("01_custom_rnn.copy_weights", points=1)
def parameters(student, draw):
    """The layer keeps its own parameters, the frozen one frozen, and the cell stays what it was."""
    for size, training in ((draw.sizes(2, 2, 8), True), ((1, 1), False)):
        inputs = copy_case(draw, *size)
        reply = student.run(copy_probe, **inputs, training=training)
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            hint = f"copy_from changed the cell ({name}): only the layer may change."
            expect_close(reply.tensor(name), inputs[name], hint, rtol=0, atol=0)
        untouched = all(torch.equal(reply.tensor(name), inputs[name]) for name in "WUb")
        for fine, hint in (
            (not untouched, "The layer is unchanged: write into rnn.W.weight, rnn.U.weight and rnn.b."),
            (not reply.flag("shared"), "The layer and the cell share memory: training one would change the other. Copy the numbers."),
            (reply.flag("trainable"), "A weight of the layer is no longer a trainable nn.Parameter, or a frozen one is: copy into it and leave requires_grad alone."),
            (reply.flag("same"), "The layer has new parameters, so an optimiser made before would train the old ones: copy into them in place."),
            (reply.flag("cell"), "copy_from changed the cell: leave requires_grad and the gradients of its weights alone."),
            (reply.flag("modes"), "copy_from changed the mode (train or eval) of the layer or of the cell: leave it alone."),
        ):  # fmt: skip
            expect(fine, hint)
