"""Exercise 5.3: A linear layer without one-hot."""

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device


def lookup_probe(names, weight, bias, indices, cotangent):
    """Return the student's result, and the gradients of its weighted sum to weight and bias."""
    weight, bias = weight.requires_grad_(), bias.requires_grad_()
    result = names["linear_of_one_hot"](weight, bias, indices)
    reply = {"result": result, "linked": getattr(result, "requires_grad", None)}
    if isinstance(result, torch.Tensor) and result.requires_grad and result.shape == cotangent.shape:
        (result * cotangent).sum().backward()
        for name, parameter in (("weight", weight), ("bias", bias)):
            reply[name] = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
    return reply


def lookup_memory_probe(names, weight, bias, indices):
    """Count the numbers that are made while the student's function runs; say where its result is."""
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
        names["linear_of_one_hot"](weight, bias, indices)

    def call(move):
        return names["linear_of_one_hot"](move(weight), move(bias), move(indices))

    return {"made": count.made, **on_another_device(call)}


def by_one_hot(weight, bias, indices):
    """Return what the one-hot array and the linear layer give."""
    one_hot = nn.functional.one_hot(indices, weight.shape[1]).to(weight)
    return nn.functional.linear(one_hot, weight, bias)


@check("05_ngram_vs_lstm.lookup", points=1)
def numbers(student, draw):
    symbols, batch = draw.sizes(2, 4, 8)
    for double, out in ((False, draw.size(9, 12)), (True, draw.size(2, 3))):
        dtype = torch.float64 if double else torch.float32
        weight, bias = draw.normal(out, symbols, dtype=dtype), draw.normal(out, dtype=dtype)
        indices = draw.integers(0, symbols - 1, batch)
        indices[:3] = torch.tensor([0, symbols - 1, 0])
        cotangent = draw.normal(batch, out, dtype=dtype)
        reply = student.run(lookup_probe, weight=weight, bias=bias, indices=indices, cotangent=cotangent)
        result = reply.tensor("result")
        expect(
            list(result.shape) != [out, batch],
            f"Shape {list(result.shape)}: transposed. A row for each index, so [B, out].",
        )
        expect(
            list(result.shape) != [batch, symbols],
            "These are rows of weight. Weight is [out, V]: the index counts its columns.",
        )
        expect_shape(result, [batch, out], "one row of `out` numbers for each index.")
        expect_dtype(result, dtype, "the result must have the dtype of the weight.")
        w, b = weight.clone().requires_grad_(), bias.clone().requires_grad_()
        wanted = by_one_hot(w, b, indices)
        expect_close(
            result,
            wanted.detach(),
            "The numbers differ from those of the linear layer.",
            mistakes={
                "The bias is missing.": wanted.detach() - bias,
                "The bias is added twice.": wanted.detach() + bias,
                "The bias is subtracted.": wanted.detach() - 2 * bias,
                "The numbers are looked up one place too early: indices count from 0.": by_one_hot(
                    weight, bias, indices - 1 + symbols * (indices == 0)
                ),
            },
        )
        expect(
            reply.flag("linked"),
            "No gradient can flow back: is there a detach, .data, no_grad, or an embedding made from a copy?",
        )
        (wanted * cotangent).sum().backward()
        hint = "The gradient that reaches {} differs."
        none = "No gradient reaches {}: is it copied or detached?"
        for name, right in (("weight", w.grad), ("bias", b.grad)):
            missing = {none.format(name): torch.zeros_like(right)}
            expect_close(reply.tensor(name), right, hint.format(name), mistakes=missing)


@check("05_ngram_vs_lstm.lookup", points=1)
def no_one_hot(student, draw):
    symbols, batch, out = draw.size(1500, 2000), draw.size(100, 130), draw.size(2, 4)
    reply = student.run(
        lookup_memory_probe,
        weight=draw.normal(out, symbols),
        bias=draw.normal(out),
        indices=draw.integers(0, symbols - 1, batch),
    )
    made = reply.number("made")
    expect(
        made < batch * symbols / 2,
        f"On the way your code makes {made:,} numbers, for a result of {batch * out:,}. Is there a one-hot "
        "array, an identity matrix, or another table of B × V numbers? Pick the columns of weight by index.",
    )
    expect_another_device(
        reply, "The result must be on the device of the weight. Is a tensor made on the CPU?"
    )
