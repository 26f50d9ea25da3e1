"""Exercise 3.3: Take the output apart."""

import torch

from autograder.check import check
from autograder.contracts import keeps_promises


def call_halves(names, kept, output, hidden_size):
    if len(output) == 4:  # as a batch-first layer gives it: in memory, time comes first
        output.data = output.data.transpose(0, 1).contiguous().transpose(0, 1)
    halves = names["split_directions"](output, hidden_size)
    return list(halves) if isinstance(halves, torch.Tensor) and halves.dim() == 4 else halves


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
    sizes += [(2 * h, t, h), (b, 2 * h, h), (h, h, h), (1, 140, 1), (1, 1, 130)]
    cases = [{"output": draw.normal(*two, 2 * h), "hidden_size": h} for *two, h in sizes]
    cases[4]["output"] = -1 - cases[4]["output"].abs()
    cases[6]["output"][..., 1:] = cases[6]["output"][..., :1]  # ties
    for i, change in ((4, 1e6), (2, 0.3)):
        cases.append(cases[i] | {"output": change * cases[i]["output"].double()})
    cases[7]["output"][2:] = 0
    cases[8]["output"][..., :h] = 0
    cases[9]["output"][..., h:] = 0
    return cases


def halves_mistakes(output, hidden_size):
    f, b = right_halves(output, hidden_size)
    mixed = output.reshape(len(output), 2, -1, hidden_size)
    flipped = "half was flipped: torch has already put it back in the order of the sequence."
    return {
        "The forward half holds the backward direction: are the two in the wrong order?": (b, f),
        "Numbers of both directions alternate in a half: each half is one block of the last axis.":
            (output[..., ::2], output[..., 1::2]),
        f"The forward {flipped}": (f.flip(1), None),
        f"The backward {flipped}": (f, b.flip(1)),
        "The backward half runs backwards inside each vector: flip nothing.": (f, b.flip(2)),
        "The backward half holds the forward direction, too.": (f, f),
        "The view mixes steps: split the last axis into (2, hidden_size), and only that one.": (mixed[:, 0], mixed[:, 1]),
    }  # fmt: skip


@check("03_bidirectional.directions", points=2)
def halves(student, draw):
    """The two halves: each known mistake is named; any output of a layer, gradients, what every exercise promises."""
    keeps_promises(
        student, call_halves, cases_of(draw), right_halves, mistakes=halves_mistakes, views=True, digits=True,
        results=("the forward half", "the backward half"), axes=("sequence", "step", "number"), gradients=("output",),
    )  # fmt: skip


def sum_mistakes(output, hidden_size):
    f, b = right_halves(output, hidden_size)
    within = "The sum runs over the hidden numbers; it should add one direction to the other."
    some = output.to("meta")
    known = {
        within: some[..., 0],
        f"{within} ": some[..., :1],
        "The halves were joined; add them number by number.": some,
        "The sum runs over the steps too; every step keeps its own vector.": some[:, 0, :hidden_size],
    }
    return (known if 1 not in (*output.shape[:2], hidden_size) else {}) | {
        "That is the mean: the task asks for the sum.": (f + b) / 2,
        "That is the product: the task asks for the sum.": f * b,
        "That is the larger of the two: the task asks for the sum.": f.maximum(b),
        "The halves were subtracted: the task asks for the sum.": f - b,
        "Neighbouring numbers were added: each half is one block of the last axis.": output[..., ::2] + output[..., 1::2],
        "One half was flipped in time: torch has already put it back in order.": f + b.flip(1),
        "The backward direction is missing from the sum.": f,
        "The forward direction is missing from the sum.": b,
    }  # fmt: skip


@check("03_bidirectional.directions", points=1)
def merged(student, draw):
    """The sum: each known mistake is named; any output of a layer, gradients, what every exercise promises."""
    keeps_promises(
        student, call_sum, cases_of(draw), lambda **given: sum(right_halves(**given)), mistakes=sum_mistakes,
        results=("the sum",), axes=("sequence", "step", "number"), gradients=("output",), digits=True,
    )  # fmt: skip
