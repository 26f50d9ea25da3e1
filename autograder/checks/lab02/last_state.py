"""Exercise 2.2: Where the two meet."""

import torch

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device


def last_state_probe(names, state, weights=None):
    """Return the last layer's state and, with weights, the gradient of its weighted sum."""
    state = state.requires_grad_(weights is not None)
    last = names["last_layer_state"](state)
    reply = {"last": last}
    if weights is not None and isinstance(last, torch.Tensor):
        reply["linked"] = last.requires_grad
        if last.requires_grad and last.shape == weights.shape:
            (reply["gradient"],) = torch.autograd.grad((last * weights).sum(), state)
    return reply


def last_state_device_probe(names, state):
    return on_another_device(lambda move: names["last_layer_state"](move(state)))


@check("02_rnn_shapes.last_state", points=1)
def top_layer(student, draw):
    layers, batch, hidden = draw.sizes(3, 3, 7)
    state = draw.normal(layers, batch, hidden)
    last = student.run(last_state_probe, state=state).tensor("last")
    expect(
        list(last.shape) != [1, batch, hidden],
        f"Shape {list(last.shape)}: the axis of the layers is still there. Pick one layer with one index.",
    )
    expect(
        list(last.shape) != [layers, batch, hidden],
        "This is the state of all layers. Asked is the last layer only.",
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
            "The layers are averaged. Asked is one layer, the last.": state.mean(0),
            "The layers are added up. Asked is one layer, the last.": state.sum(0),
        },
    )


@check("02_rnn_shapes.last_state", points=1)
def any_state(student, draw):
    hidden = draw.size(3, 7)
    state, weights = (
        draw.normal(1, 1, hidden, dtype=torch.float64),
        draw.normal(1, hidden, dtype=torch.float64),
    )
    reply = student.run(last_state_probe, state=state, weights=weights)
    last = reply.tensor("last")
    expect_shape(
        last, [1, hidden], "with one layer and a batch of one, the batch axis must stay: is it squeezed away?"
    )
    expect_dtype(last, torch.float64, "the answer must have the dtype of the state.")
    expect_close(last, state[-1], "With one layer and a batch of one, the numbers differ.")
    expect(
        reply.flag("linked"),
        "No gradient can flow back: do not detach, copy through NumPy, or use torch.tensor.",
    )
    expect_close(
        reply.tensor("gradient"), weights[None], "The gradient that flows back to the state differs."
    )
    layers, batch = draw.sizes(2, 2, 5)
    expect_another_device(
        student.run(last_state_device_probe, state=draw.normal(layers, batch, hidden)),
        "The answer left the state's device: nothing should be moved or made on the CPU.",
    )
