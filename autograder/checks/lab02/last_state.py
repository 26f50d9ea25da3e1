"""Exercise 2.2: Where the two meet."""

import torch

from autograder.check import check
from autograder.contracts import keeps_promises


def call_last_state(names, kept, state):
    last = names["last_layer_state"](state.clone() if len(state) > 1 else state)
    # a batch of one squeezed away: judged with one layer, as is what happens to the argument
    squeezed = len(state) > 1 and state.shape[1] == 1 and last.shape == state.shape[2:]
    return last[None] if squeezed else last


def known(state):
    shape = "the axis of the layers is still there. Pick one layer with one index."
    return {
        f"Shape {[1, *state.shape[1:]]}: {shape}": state[:1].to("meta"),
        "This is the state of all layers. The task asks for the last layer only.": state.to("meta"),
        "This is the first layer's state. The last layer is at the end of the first axis.": state[0],
        "This is the second layer's state. The number of layers can be any: count from the end.": state[1],
        "This is the last sequence. The first axis of the state counts the layers.": state[:, -1],
        "This is the last unit. The first axis of the state counts the layers.": state[..., -1],
        "The layers are averaged. The task asks for one layer, the last.": state.mean(0),
        "The layers are added up. The task asks for one layer, the last.": state.sum(0),
    }


def expect_last(student, states, **more):
    keeps_promises(
        student, call_last_state, [{"state": state} for state in states], lambda state: state[-1], views=True,
        results=("the last layer's state",), axes=("sequence", "unit"), **more,
    )  # fmt: skip


@check("02_rnn_shapes.last_state", points=1)
def top_layer(student, draw):
    """The numbers of the last of several layers, also where those below are far larger."""
    several, units = draw.sizes(2, 5, 9)
    sizes = (3, several, units), (3, several, units), (2, 1, units), (4, 4, 4), (9, several, 2), (33, 2, 3)
    states = [draw.normal(*size) for size in sizes]
    states[4][:-1] *= 1e5
    expect_last(student, states, mistakes=known, device=False)


@check("02_rnn_shapes.last_state", points=1)
def any_state(student, draw):
    """One layer, one sequence, any numbers and dtype, the gradient of the state, and what every exercise promises."""
    batch, hidden = draw.sizes(2, 3, 7)
    sizes = [(batch, hidden), (batch, hidden), (1, hidden), (batch, 1), (1, 1), (140, 2), (5, 5), (1, 130)]
    states = [draw.normal(1, *size) for size in sizes]
    states[1] = -1e6 * states[1].abs()
    states[6].zero_()
    states += [draw.normal(1, *size, dtype=torch.float64) for size in ((1, hidden + 1), (batch, 2))]
    states.append(draw.normal(1, 4, 3).half())
    expect_last(student, states, gradients=("state",), digits=True)
