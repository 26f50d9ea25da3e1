"""Exercise 3.4: Summarise a sequence."""

import torch

from autograder.check import check, expect_close, expect_dtype, expect_shape
from autograder.checks.lab03.common import LAB
from autograder.contracts import keeps_promises


def call_summary(names, kept, state, num_layers):
    return names["sequence_summary"](state, num_layers)


def summary_probe(names, state, num_layers):
    return {"summary": names["sequence_summary"](state, num_layers)}


def right_summary(state, num_layers):
    return torch.cat([state[-2], state[-1]], dim=-1)


def judge_summary(student, draw, num_layers, mistakes):
    """Name the mistake in the summary of a drawn state; `mistakes` has a hint for wrong pairs of rows."""
    batch, hidden = draw.choice([3, 5, 7, 9]), draw.choice([4, 6, 8])  # batch is never the number of rows
    state = draw.normal(2 * num_layers, batch, hidden)
    summary = student.run(summary_probe, state=state, num_layers=num_layers).tensor("summary")
    hints = {
        (batch, hidden): "only one vector of hidden_size: where is the other direction?",
        (2 * batch, hidden): "the two states stand under each other: join them on the last axis",
        (2, batch, hidden): "the directions still have an axis of their own: join them on the last axis",
        (batch, 2, hidden): "the directions still have an axis of their own: join them on the last axis",
        (2 * num_layers, hidden): "one sequence was picked; the first axis of state is layer and direction",
        (batch, 2 * num_layers * hidden): "all layers were joined; take the last layer only",
    }
    hint = hints.get(tuple(summary.shape), "one joined vector per sequence")
    expect_shape(summary, [batch, 2 * hidden], hint)
    expect_dtype(summary, state.dtype, "the summary keeps the dtype of state")

    def row(first, second):
        return torch.cat([state[first], state[second]], dim=-1)

    expect_close(summary, row(-2, -1), "The summary holds the wrong numbers.", mistakes={
        "The backward state comes first: the order is forward, then backward.": row(-1, -2),
        "Sequences are mixed: a view or reshape fills a row from two sequences. Join with torch.cat.":
            state[-2:].reshape(batch, -1),
        "Only the forward direction is there, twice.": row(-2, -2),
        "Only the backward direction is there, twice.": row(-1, -1),
        **{hint: row(*pair) for hint, pair in mistakes.items()},
    })  # fmt: skip


def expect_promises(student, draw, sizes):
    cases = [{"state": draw.normal(2 * n, b, h), "num_layers": n} for n, b, h in sizes]
    cases[3]["state"][:, :, :1] = cases[3]["state"][:1, :, :1]  # ties
    cases[4]["state"] = -1 - cases[4]["state"].abs()
    cases += [case | {"state": case["state"].double() / 3} for case in cases[1:4]]
    cases.append(cases[2] | {"state": torch.zeros_like(cases[2]["state"])})
    cases.append(cases[0] | {"state": 1e6 * cases[0]["state"]})
    keeps_promises(
        student, call_summary, cases, right_summary, results=("the summary",), axes=("sequence", "number"),
        views=True, gradients=("state",),
    )  # fmt: skip


@check(f"{LAB}.summary", points=2)
def one_layer(student, draw):
    """One layer: each known mistake is named; any batch, any size, and what every exercise promises."""
    judge_summary(student, draw, 1, {})
    b, h = draw.sizes(2, 3, 9)
    expect_promises(
        student, draw, [(1, b, h), (1, b, h), (1, 1, h), (1, b, 1), (1, 2, 2), (1, 1, 1), (1, 130, 2)]
    )


@check(f"{LAB}.summary", points=2)
def layers(student, draw):
    """Several layers: each wrong choice of rows is named; any batch, any size, and what every exercise promises."""
    n, b, h = draw.choice([3, 4]), *draw.sizes(2, 3, 9)
    for num_layers in (2, n):
        judge_summary(student, draw, num_layers, {
            "That is a layer in the middle: the last layer has the last two rows.": (2, 3),
            "That is the first layer: the last layer has the last two rows.": (0, 1),
            "That is the first row and the last one: two different layers.": (0, -1),
            "The rows are not all forward, then all backward: each layer has its two rows side by side.":
                (num_layers - 1, 2 * num_layers - 1),
            "num_layers is not the row of the last layer: each layer has two rows.":
                (num_layers, min(num_layers + 1, 2 * num_layers - 1)),
            "num_layers - 1 is not the row of the last layer: each layer has two rows.":
                (num_layers - 1, num_layers),
        })  # fmt: skip
    sizes = [
        (n, b, h),
        (n, b, h),
        (n, 1, h),
        (2, b, 1),
        (2, 4, 4),
        (3, 1, 1),
        (6, b, h),
        (5, 10, 10),
        (2, 1, h),
    ]
    expect_promises(student, draw, sizes)
