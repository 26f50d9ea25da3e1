"""Exercise 1.2: The start state."""

import torch

from autograder.check import check
from autograder.contracts import keeps_promises

SAID = {"results": ("the state (zeros, [batch, rnn_size])",), "axes": ("sequence", "unit")}
SAID |= {"rtol": 0, "atol": 0}


def call_init_state(names, kept, x, rnn_size):
    return names["init_state"](x, rnn_size)


def call_zeros(names, kept, x, rnn_size):
    state = names["init_state"](x.clone(), rnn_size)  # the dtype, and x itself, are judged below
    return state.to(x.dtype) if isinstance(state, torch.Tensor) else state


def right_state(x, rnn_size):
    return torch.zeros(len(x), rnn_size, dtype=x.dtype)


def mistakes_of(x, rnn_size):
    batch, steps, _ = x.shape
    return {
        "One row a step; the state needs one row a sequence. The batch is the first axis of x.":
            torch.zeros(steps, rnn_size, device="meta"),
        "The axes of the state are exchanged: the batch comes first.": torch.zeros(rnn_size, batch, device="meta"),
        "The start state must be all zeros: nothing has been seen yet.": torch.ones(batch, rnn_size),
    }  # fmt: skip


@check("01_custom_rnn.init_state", points=1)
def zeros(student, draw):
    """Shape and values, for several sizes and for one sequence alone."""
    batch, steps, feats, units = draw.sizes(4, 2, 9)
    steps += 9  # more than any batch or state has rows or units
    cases = [{"x": draw.normal(rows, steps, feats), "rnn_size": units} for rows in (batch, 1)]
    keeps_promises(student, call_zeros, cases, right_state, mistakes=mistakes_of, promises=False, **SAID)


@check("01_custom_rnn.init_state", points=1)
def like_the_input(student, draw):
    """The input's dtype and device, whatever its sizes and numbers, and what every exercise promises."""
    batch, steps, feats, units = draw.sizes(4, 2, 9)
    sizes = [(batch, steps + 9, feats, units)] * 2 + [(1, 1, 1, 9), (units,) * 4, (3, 1, 2, 4)]
    sizes += [(batch, 140, 1, 1), (1, steps, feats, 300), (1, 2, feats, units), (130, 3, 1, 2)]
    cases = [{"x": draw.normal(*shape), "rnn_size": size} for *shape, size in sizes]
    cases[1]["x"] *= 1e38
    cases[3]["x"].zero_()  # all sequences are one and the same
    for more, dtype in ((1, torch.float16), (2, torch.float64)):  # of other sizes, so that the dtype is named
        cases.append({"x": draw.normal(batch + more, steps, feats).to(dtype), "rnn_size": units})
    keeps_promises(student, call_init_state, cases, right_state, mistakes=mistakes_of, **SAID)
