"""Exercise 3.4: Summarise a sequence."""

import torch

from autograder.check import check
from autograder.contracts import keeps_promises


def call_summary(names, kept, state, num_layers):
    return names["sequence_summary"](state, num_layers)


def right_summary(state, num_layers):
    return torch.cat([state[-2], state[-1]], dim=-1)


def mistakes_of(state, num_layers):
    rows, batch, hidden = state.shape

    def row(first, second):
        return torch.cat([state[first], state[min(second, rows - 1)]], dim=-1)

    def some(*shape):
        return torch.zeros(shape, device="meta")

    axis = "The directions still have an axis of their own: join them on the last axis."
    known = {
        "There is only one vector of hidden_size: where is the other direction?": some(batch, hidden),
        "The two states stand under each other: join them on the last axis.": some(2 * batch, hidden),
        axis: some(2, batch, hidden),
        f"{axis} ": some(batch, 2, hidden),
        "One sequence was picked; the first axis of state is layer and direction.": some(rows, hidden),
        "The backward state comes first: the order is forward, then backward.": row(-1, -2),
        "Sequences are mixed: a view or reshape fills a row from two sequences. Join with torch.cat.":
            state[-2:].reshape(batch, -1),
        "Only the forward direction is there, twice.": row(-2, -2),
        "Only the backward direction is there, twice.": row(-1, -1),
    }  # fmt: skip
    if num_layers == 1:
        return known
    return known | {
        "All layers were joined; take the last layer only.": some(batch, rows * hidden),
        "That is a layer in the middle: the last layer has the last two rows.": row(2, 3),
        "That is the first layer: the last layer has the last two rows.": row(0, 1),
        "That is the first row and the last one: two different layers.": row(0, -1),
        "The rows are not all forward, then all backward: each layer has its two rows side by side.":
            row(num_layers - 1, 2 * num_layers - 1),
        "num_layers is not the row of the last layer: each layer has two rows.": row(num_layers, num_layers + 1),
        "num_layers - 1 is not the row of the last layer: each layer has two rows.": row(num_layers - 1, num_layers),
    }  # fmt: skip


def judge_summary(student, draw, sizes):
    """Judge summaries of drawn states, ties, zeros, large numbers, float64, and what every exercise promises."""
    b, h = draw.choice([7, 9, 11]), draw.choice([4, 6, 8])  # the batch is never the number of rows
    sizes = [(n, rows or b, width or h) for n, rows, width in sizes]
    cases = [{"state": draw.normal(2 * n, rows, width), "num_layers": n} for n, rows, width in sizes]
    cases[3]["state"][:, :, :1] = cases[3]["state"][:1, :, :1]  # ties
    cases[4]["state"] = -1 - cases[4]["state"].abs()
    cases += [case | {"state": case["state"].double() / 3} for case in cases[1:4]]
    cases.append(cases[2] | {"state": torch.zeros_like(cases[2]["state"])})
    cases += [cases[0] | {"state": state} for state in (1e6 * cases[0]["state"], cases[0]["state"].half())]
    keeps_promises(
        student, call_summary, cases, right_summary, mistakes=mistakes_of, results=("the summary",), views=True,
        axes=("sequence", "number"), gradients=("state",), digits=True,
    )  # fmt: skip


@check("03_bidirectional.summary", points=2)
def one_layer(student, draw):
    """One layer: any batch, any size."""
    sizes = (0, 0), (0, 0), (1, 0), (0, 1), (2, 2), (1, 1), (130, 2), (1, 130)
    judge_summary(student, draw, [(1, *size) for size in sizes])


@check("03_bidirectional.summary", points=2)
def layers(student, draw):
    """Several layers: each wrong choice of rows is named; any batch, any size."""
    # with four layers, the wrong rows of all known mistakes differ
    sizes = [(4, 0, 0), (4, 0, 0), (4, 1, 0), (2, 0, 1), (2, 4, 4), (3, 1, 1), (6, 0, 0)]
    judge_summary(student, draw, [*sizes, (5, 10, 10), (2, 1, 0), (13, 0, 0)])
