"""Exercise 1.2: The start state."""

import torch

from autograder.check import check, expect, expect_shape
from autograder.contracts import keeps_promises


def state_probe(names, x, rnn_size):
    return {"state": names["init_state"](x, rnn_size)}


@check("01_custom_rnn.init_state", points=1)
def zeros(student, draw):
    """Shape and values, for several sizes and for one sequence alone."""
    batch, steps, feats, units = draw.sizes(4, 2, 9)
    steps += 9  # more than any batch or state has rows or units
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


def call_init_state(names, kept, x, rnn_size):
    return names["init_state"](x, rnn_size)


@check("01_custom_rnn.init_state", points=1)
def like_the_input(student, draw):
    """The input's dtype and device, whatever its sizes and numbers, and what every exercise promises."""
    batch, steps, feats, units = draw.sizes(4, 2, 9)
    sizes = [
        (batch, steps, feats, units),
        (batch, steps, feats, units),
        (1, 1, 1, 9),
        (units, units, units, units),
    ]
    sizes += [(batch, 140, 1, 1), (1, steps, feats, 300)]
    cases = [{"x": draw.normal(*shape), "rnn_size": size} for *shape, size in sizes]
    cases[1]["x"] *= 1e38
    for more, dtype in ((1, torch.float16), (2, torch.float64)):  # of other sizes, so that the dtype is named
        cases.append({"x": draw.normal(batch + more, steps, feats).to(dtype), "rnn_size": units})
    keeps_promises(
        student, call_init_state, cases, lambda x, rnn_size: torch.zeros(len(x), rnn_size, dtype=x.dtype),
        results=("the state",), axes=("sequence", "unit"),
    )  # fmt: skip
