"""What several exercises of this lab use."""

import torch

from autograder.check import travels
from autograder.checks.shared import amiss
from autograder.expect import expect
from autograder.plays import as_list, call


@travels
def two_apart(make, *sizes):
    """Return a model of these sizes; raise where the next one holds the same weights."""
    model, other = make(*sizes), make(*sizes)
    hint = "Two models share weights, so who trains one changes the other. Make every layer in __init__, for self."
    if {id(p) for p in model.parameters()} & {id(p) for p in other.parameters()}:
        amiss(hint)
    return model


@travels
def made_by(call, indices):
    """Return ``call(indices)``, the numbers that torch makes on the way, and by how many bytes beside torch it takes more than for two of them."""
    import tracemalloc

    from torch.overrides import TorchFunctionMode

    class Count(TorchFunctionMode):
        made = 0

        def __torch_function__(self, func, types, args=(), kwargs=None):
            out = func(*args, **(kwargs or {}))
            given = [*args, *(kwargs or {}).values()]
            plain = [t for t in given if isinstance(t, torch.Tensor) and t.layout == torch.strided]
            known = {t.untyped_storage()._cdata for t in plain}
            for t in out if isinstance(out, (tuple, list)) else [out]:
                dense = isinstance(t, torch.Tensor) and t.layout == torch.strided
                if dense and t.untyped_storage()._cdata not in known:  # a view makes nothing
                    self.made += t.untyped_storage().nbytes() // t.element_size()
            return out

    with Count() as count:
        result = call(indices)
    tracemalloc.start()  # it sees NumPy's arrays and Python's lists, not torch's tensors
    try:
        peaks = []
        for some in (indices[:2], indices):  # who prints the weights does so for both
            tracemalloc.reset_peak()
            call(some)
            peaks.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
    return result, {"made": count.made, "beside": peaks[1] - peaks[0]}


def expect_no_one_hot(reply, batch, symbols, hint):
    """Fail when a one-hot array was made for this many indices, of torch's or another kind."""
    made, beside = reply.number("made"), reply.number("beside")
    expect(made < batch * symbols / 2, f"On the way your code makes {made:,} numbers. {hint}")
    hint = f"For {batch} indices your code takes {beside:,} bytes more beside torch's tensors than for two. {hint}"
    expect(beside < 2 * batch * symbols, hint)  # what is printed of the result is less


def drawn_indices(draw, rows, length):
    """Return documents in which no two places hold the same number."""
    return (draw.permutation(rows * length) + 3).view(rows, length)


def one_probe(names, **case):
    """Return the parts of what comes for one case."""
    parts = as_list(call(names, {}, **case))
    return {"count": len(parts)} | {str(i): part for i, part in enumerate(parts)}


def asked(student, call, **case):
    """Return what comes for one case: how many things, and each under its number."""
    return student.run(one_probe, call=call, **case)


def pair_of(student, call, hint, **case):
    """Return the two tensors that come for one case, or fail with the hint where no two things come."""
    reply = asked(student, call, **case)
    expect(reply.number("count") == 2, hint)
    return reply.tensor("0"), reply.tensor("1")
