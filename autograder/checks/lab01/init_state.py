"""Exercise 1.2: The start state."""

import torch

from autograder.check import check, expect, expect_dtype, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device


# ------------------------------------------------------------------------------------------- 1.2
def state_probe(names, x, rnn_size):
    return {"state": names["init_state"](x, rnn_size)}


@check("01_custom_rnn.init_state", points=1)
def zeros(student, draw):
    """Shape and values, for several sizes and for one sequence alone."""
    batch, steps, feats, units = draw.sizes(4, 2, 9)
    for batch_size in (batch, 1):
        x = draw.normal(batch_size, steps, feats)
        state = student.run(state_probe, x=x, rnn_size=units).tensor("state")
        expect(
            state.numel() > 0 and state.dim() > 0,
            "The state is empty: it needs rnn_size numbers for each sequence.",
        )
        expect(
            list(state.shape) != [steps, units] or steps == batch_size,
            "One row a step; the state needs one row a sequence. The batch is the first axis of x.",
        )
        expect(
            list(state.shape) != [units, batch_size],
            "The axes of the state are exchanged: the batch comes first.",
        )
        expect_shape(state, [batch_size, units], "one state a sequence: [batch, rnn_size]")
        expect(bool((state == 0).all()), "The start state must be all zeros: nothing has been seen yet.")


def state_like_probe(names, x, rnn_size, dtype):
    x = x.to(getattr(torch, dtype))
    state = names["init_state"](x, rnn_size)
    if not isinstance(state, torch.Tensor):
        return {"state": state}
    return {"state": state, **on_another_device(lambda move: names["init_state"](move(x), rnn_size))}


@check("01_custom_rnn.init_state", points=1)
def like_the_input(student, draw):
    """The input's dtype and device."""
    batch, steps, feats, units = draw.sizes(4, 2, 9)
    for dtype in ("float64", "float32", "float16"):
        reply = student.run(state_like_probe, x=draw.normal(batch, steps, feats), rnn_size=units, dtype=dtype)
        state = reply.tensor("state")
        expect_shape(state, [batch, units], "the state has one row a sequence and one number a unit")
        expect_dtype(state, getattr(torch, dtype), "the state must have the dtype of x")
        expect_another_device(reply, "The state is not on the device of x: make it with the device of x.")
