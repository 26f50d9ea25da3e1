"""Exercise 5.3: A linear layer without one-hot."""

import torch
from torch import nn

from autograder.check import check
from autograder.checks.lab05.common import asked, expect_no_one_hot, made_by
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_shape


def call_lookup(names, kept, weight, bias, indices):
    return names["linear_of_one_hot"](weight, bias, indices)


def lookup_memory_probe(names, weight, bias, indices):
    """Count the numbers that are made while the student's function runs."""
    result, made = made_by(lambda some: names["linear_of_one_hot"](weight, bias, some), indices)
    return {"result": result, **made}


def by_one_hot(weight, bias, indices):
    """Return what the one-hot array and the linear layer give."""
    one_hot = nn.functional.one_hot(indices, weight.shape[1]).to(weight)
    return nn.functional.linear(one_hot, weight, bias)


@check("05_ngram_vs_lstm.lookup", points=1)
def numbers(student, draw):
    """The linear layer's numbers and gradients: square weights, one index, repeats, float64, another device."""
    (symbols, batch), out = draw.sizes(2, 4, 8), draw.size(9, 12)
    weight, bias = draw.normal(out, symbols), draw.normal(out)
    indices = draw.integers(0, symbols - 1, batch)
    indices[:3] = torch.tensor([0, symbols - 1, 0])
    result = asked(student, call_lookup, weight=weight, bias=bias, indices=indices).tensor("0")
    shape, wanted = list(result.shape), by_one_hot(weight, bias, indices)
    expect(shape != [out, batch], f"Shape {shape}: transposed. A row for each index, so [B, out].")
    hint = "These are rows of weight. Weight is [out, V]: the index counts its columns."
    expect(shape != [batch, symbols], hint)
    expect_shape(result, [batch, out], "one row of `out` numbers for each index.")
    early = by_one_hot(weight, bias, indices - 1 + symbols * (indices == 0))
    mistakes = {
        "The bias is missing.": wanted - bias,
        "The bias is added twice.": wanted + bias,
        "The bias is subtracted.": wanted - 2 * bias,
        "The numbers are looked up one place too early: indices count from 0.": early,
    }
    if not result.is_complex() and result.dtype == wanted.dtype:
        expect_close(result, wanted, "The numbers differ from those of the linear layer.", mistakes=mistakes)
    single, double, cases = torch.float32, torch.float64, []
    for o, v, b, dtype in (
        (out, symbols, batch, single), (out, symbols, batch, single), (3, 7, 3, single), (4, 4, 4, single),
        (3, 3, 5, single), (5, 2, 2, single), (1, 1, 1, single), (6, 9, 1, single), (2, 300, 150, single),
        (2, 5, 4, double), (4, 3, 4, double),
    ):  # fmt: skip
        drawn = {"weight": draw.normal(o, v, dtype=dtype), "bias": draw.normal(o).to(dtype)}
        cases.append(drawn | {"indices": draw.integers(0, v - 1, b)})
        cases[-1]["weight"] *= 1e4 if b == 5 else 1
        cases[-1]["indices"][-1], cases[-1]["indices"][0] = v - 1, 0
    keeps_promises(
        student, call_lookup, cases, by_one_hot, axes=("index", "number"), gradients=("weight", "bias"), digits=True,
    )  # fmt: skip


@check("05_ngram_vs_lstm.lookup", points=1)
def no_one_hot(student, draw):
    """Nothing of the size of the one-hot array is made on the way."""
    symbols, batch, out = draw.size(4500, 5000), draw.size(100, 130), draw.size(2, 4)
    given = {"weight": draw.normal(out, symbols), "bias": draw.normal(out)}
    reply = student.run(lookup_memory_probe, **given, indices=draw.integers(0, symbols - 1, batch))
    hint = "The result has another size: one row of `out` numbers for each index."
    expect(reply.tensor("result").numel() == batch * out, hint)
    hint = "Is there a one-hot array, an identity matrix, or another table of B × V numbers? Pick the columns of weight."
    expect_no_one_hot(reply, batch, symbols, hint)
