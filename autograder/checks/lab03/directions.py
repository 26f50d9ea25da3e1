"""Exercise 3.3: Take the output apart."""

import torch

from autograder.check import Failed, check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.lab03.common import LAB
from autograder.contracts import keeps_promises


def halves_probe(names, output, hidden_size):
    result = names["split_directions"](output, hidden_size)
    stacked = isinstance(result, torch.Tensor) and result.dim() == output.dim() + 1
    if not (stacked or isinstance(result, (tuple, list))) or len(result) != 2:
        return {"pair": False, "none": result is None}
    return {"pair": True, "forward": result[0], "backward": result[1]}


def sum_probe(names, output, hidden_size):
    return {"sum": names["sum_directions"](output, hidden_size)}


def call_halves(names, kept, output, hidden_size):
    if len(output) == 4:  # as a batch-first layer gives it: in memory, time comes first
        output.data = output.data.transpose(0, 1).contiguous().transpose(0, 1)
    forward, backward = names["split_directions"](output, hidden_size)
    return forward, backward


def call_sum(names, kept, output, hidden_size):
    if len(output) == 4:
        output.data = output.data.transpose(0, 1).contiguous().transpose(0, 1)
    return names["sum_directions"](output, hidden_size)


def right_halves(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def cases_of(draw):
    """Return two cases of one size, outputs as a layer gives them, single and equal sizes, numbers of all kinds."""
    b, t, h = draw.sizes(3, 5, 9)
    sizes = [(b, t, h), (b, t, h), (4, t, h), (4, 2, 1), (1, t, h), (b, 1, h), (b, t, 1)]
    sizes += [(2 * h, t, h), (b, 2 * h, h), (h, h, h), (1, 140, 1)]
    cases = [{"output": draw.normal(*two, 2 * h), "hidden_size": h} for *two, h in sizes]
    cases[4]["output"] = -1 - cases[4]["output"].abs()
    cases[6]["output"][..., 1:] = cases[6]["output"][..., :1]  # ties
    for i, change in ((4, 1e6), (2, 0.3)):
        cases.append(cases[i] | {"output": change * cases[i]["output"].double()})
    cases[7]["output"][2:] = 0
    return cases


@check(f"{LAB}.directions", points=2)
def halves(student, draw):
    """The two halves: each known mistake is named; any output of a layer, gradients, what every exercise promises."""
    batch, seq_len, hidden = draw.sizes(3, 3, 9)
    out = draw.normal(batch, seq_len, 2 * hidden)
    reply = student.run(halves_probe, output=out, hidden_size=hidden)
    if not reply.flag("pair"):
        expect(not reply.flag("none"), "split_directions returned None: is the `return` missing?")
        raise Failed("split_directions must return two tensors: (forward, backward).")
    parts = {"forward": out[..., :hidden], "backward": out[..., hidden:]}
    for name, other in (("forward", "backward"), ("backward", "forward")):
        half, right, wrong = reply.tensor(name), parts[name], parts[other]
        hint = f"the {name} half keeps every sequence, every step and hidden_size numbers per step"
        expect_shape(half, [batch, seq_len, hidden], hint)
        expect_dtype(half, out.dtype, "the halves keep the dtype of output")
        odd = 0 if name == "forward" else 1
        flipped = "The {} half was flipped: torch has already put it back in the order of the sequence."
        expect_close(half, right, f"The {name} half holds the wrong numbers.", mistakes={
            f"The {name} half holds the {other} direction: are the two in the wrong order?": wrong,
            "Numbers of both directions alternate in a half: each half is one block of the last axis.":
                out[..., odd::2],
            flipped.format(name): right.flip(1),
            f"The {name} half runs backwards inside each vector: flip nothing.": right.flip(2),
            "The view mixes steps: split the last axis into (2, hidden_size), and only that one.":
                out.reshape(batch, 2, seq_len, hidden)[:, odd],
        })  # fmt: skip
    keeps_promises(
        student, call_halves, cases_of(draw), right_halves, results=("the forward half", "the backward half"),
        axes=("sequence", "step", "number"), views=True, gradients=("output",),
    )  # fmt: skip


@check(f"{LAB}.directions", points=1)
def merged(student, draw):
    """The sum: each known mistake is named; any output of a layer, gradients, what every exercise promises."""
    batch, seq_len, hidden = draw.sizes(3, 3, 9)
    out = draw.normal(batch, seq_len, 2 * hidden)
    summed = student.run(sum_probe, output=out, hidden_size=hidden).tensor("sum")
    forward, backward = right_halves(out, hidden)
    within = "the sum runs over the hidden numbers; it should add one direction to the other"
    hints = {
        (batch, seq_len): within,
        (batch, seq_len, 1): within,
        (batch, seq_len, 2 * hidden): "the halves were joined; add them number by number",
        (batch, hidden): "the sum runs over the steps too; every step keeps its own vector",
    }
    hint = hints.get(tuple(summed.shape), "one vector of hidden_size numbers per step")
    expect_shape(summed, [batch, seq_len, hidden], hint)
    expect_dtype(summed, out.dtype, "the sum keeps the dtype of output")
    expect_close(summed, forward + backward, "The sum holds the wrong numbers.", mistakes={
        "That is the mean: the task asks for the sum.": (forward + backward) / 2,
        "That is the product: the task asks for the sum.": forward * backward,
        "That is the larger of the two: the task asks for the sum.": forward.maximum(backward),
        "The halves were subtracted: the task asks for the sum.": forward - backward,
        "Neighbouring numbers were added: each half is one block of the last axis.":
            out[..., ::2] + out[..., 1::2],
        "One half was flipped in time: torch has already put it back in order.":
            forward + backward.flip(1),
        "The backward direction is missing from the sum.": forward,
        "The forward direction is missing from the sum.": backward,
    })  # fmt: skip
    keeps_promises(
        student, call_sum, cases_of(draw), lambda **given: sum(right_halves(**given)), results=("the sum",),
        axes=("sequence", "step", "number"), gradients=("output",),
    )  # fmt: skip
