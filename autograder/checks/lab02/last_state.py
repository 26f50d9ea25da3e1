"""Exercise 2.2: Where the two meet."""

import torch

from autograder.check import check, expect, expect_close, expect_shape
from autograder.contracts import keeps_promises


def last_state_probe(names, state):
    return {"last": names["last_layer_state"](state)}


def call_last_state(names, kept, state):
    return names["last_layer_state"](state)


@check("02_rnn_shapes.last_state", points=1)
def top_layer(student, draw):
    """The numbers of the last of two, three and four layers, each known mistake by name."""
    several, units = draw.sizes(2, 5, 9)
    for layers, batch, hidden in ((3, several, units), (2, 1, units), (4, 4, 4), (9, several, 2)):
        state = draw.normal(layers, batch, hidden)
        last = student.run(last_state_probe, state=state).tensor("last")
        if batch == 1 and last.shape == (hidden,):  # squeezed away: judged in the other check
            last = last[None]
        expect(
            list(last.shape) != [1, batch, hidden],
            f"Shape {list(last.shape)}: the axis of the layers is still there. Pick one layer with one index.",
        )
        expect(
            list(last.shape) != [layers, batch, hidden],
            "This is the state of all layers. The task asks for the last layer only.",
        )
        expect_shape(
            last, [batch, hidden], "one vector for every sequence; the first axis of the state is the layers."
        )
        expect_close(
            last,
            state[-1],
            "These are not the numbers of the last layer.",
            mistakes={
                "This is the first layer's state. The last layer is at the end of the first axis.": state[0],
                "This is the second layer's state. The number of layers can be any: count from the end.": state[
                    1
                ],
                "The layers are averaged. The task asks for one layer, the last.": state.mean(0),
                "The layers are added up. The task asks for one layer, the last.": state.sum(0),
            },
        )


@check("02_rnn_shapes.last_state", points=1)
def any_state(student, draw):
    """One layer, one sequence, any numbers and dtype, the gradient of the state, and what every exercise promises."""
    batch, hidden = draw.sizes(2, 3, 7)
    sizes = [(batch, hidden), (batch, hidden), (1, hidden), (batch, 1), (1, 1), (140, 2), (5, 5)]
    cases = [{"state": draw.normal(1, *size)} for size in sizes]
    cases[1]["state"] = -1000 * cases[1]["state"].abs()
    cases[6]["state"].zero_()
    cases += [{"state": draw.normal(1, *size, dtype=torch.float64)} for size in ((1, hidden + 1), (batch, 2))]
    keeps_promises(
        student, call_last_state, cases, lambda state: state[-1], views=True, gradients=("state",),
        results=("the last layer's state",), axes=("sequence", "unit"),
    )  # fmt: skip
