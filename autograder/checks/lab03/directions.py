"""Exercise 3.3: Take the output apart."""

import torch

from autograder.check import Failed, check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.lab03.common import LAB
from autograder.checks.shared import expect_another_device, on_another_device


def halves_probe(names, output, weight, hidden_size):
    output.requires_grad_()
    result = names["split_directions"](output, hidden_size)
    stacked = isinstance(result, torch.Tensor) and result.dim() == output.dim() + 1
    if not (stacked or isinstance(result, (tuple, list))) or len(result) != 2:
        return {"pair": False, "none": result is None}
    reply = {"pair": True, "forward": result[0], "backward": result[1]}
    if all(isinstance(half, torch.Tensor) and half.shape == weight.shape for half in result):
        total = (result[0] * weight).sum() + (result[1] * weight**2).sum()
        reply["tracked"] = total.requires_grad
        if total.requires_grad:
            reply["gradient"] = torch.autograd.grad(total, output)[0]
    return reply


def sum_probe(names, output, weight, hidden_size):
    before = output.clone()
    output.requires_grad_()
    summed = names["sum_directions"](output * 1, hidden_size)
    reply = {"sum": summed}
    if isinstance(summed, torch.Tensor) and summed.shape == weight.shape:
        reply["tracked"] = summed.requires_grad
        if summed.requires_grad:
            reply["gradient"] = torch.autograd.grad((summed * weight).sum(), output)[0]
    names["sum_directions"](before, hidden_size)
    reply["changed"] = not torch.equal(before, output)
    return reply


def directions_device_probe(names, function, output):
    return on_another_device(lambda move: names[function](move(output), output.shape[2] // 2))


def expect_any_device(student, function, output):
    expect_another_device(
        student.run(directions_device_probe, function=function, output=output),
        f"{function} fails on a device other than the CPU: make new tensors with device=output.device.",
    )


@check(f"{LAB}.directions", points=2)
def halves(student, draw):
    for dtype in (torch.float32, torch.float64):
        batch, seq_len, hidden = draw.sizes(3, 3, 9)
        out = draw.normal(batch, seq_len, 2 * hidden, dtype=dtype)
        weight = draw.normal(batch, seq_len, hidden, dtype=dtype)
        reply = student.run(halves_probe, output=out, weight=weight, hidden_size=hidden)
        if not reply.flag("pair"):
            expect(not reply.flag("none"), "split_directions returned None: is the `return` missing?")
            raise Failed("split_directions must return two tensors: (forward, backward).")
        parts = {"forward": out[..., :hidden], "backward": out[..., hidden:]}
        for name, other in (("forward", "backward"), ("backward", "forward")):
            half, right, wrong = reply.tensor(name), parts[name], parts[other]
            hint = f"the {name} half keeps every sequence, every step and hidden_size numbers per step"
            expect_shape(half, [batch, seq_len, hidden], hint)
            expect_dtype(half, dtype, "the halves keep the dtype of output")
            odd = 0 if name == "forward" else 1
            flipped = "The {} half was flipped: torch has already put it back in the order of the sequence."
            axes = out.reshape(batch, 2, seq_len, hidden)
            expect_close(half, right, f"The {name} half holds the wrong numbers.", mistakes={
                f"The {name} half holds the {other} direction: are the two in the wrong order?": wrong,
                "Numbers of both directions alternate in a half: each half is one block of the last axis.":
                    out[..., odd::2],
                flipped.format(name): right.flip(1),
                f"The {name} half runs backwards inside each vector: flip nothing.": right.flip(2),
                "The view mixes steps: split the last axis into (2, hidden_size), and only that one.":
                    axes[:, odd],
            })  # fmt: skip
        hint = (
            "No gradient reaches output through the halves: is there a .detach(), .data or torch.tensor(...)?"
        )
        expect(reply.flag("tracked"), hint)
        expected = torch.cat([weight, weight**2], dim=-1)
        expect_close(reply.tensor("gradient"), expected, "A gradient is missing: is one half detached?")
    expect_any_device(student, "split_directions", draw.normal(batch, seq_len, 2 * hidden))


@check(f"{LAB}.directions", points=1)
def merged(student, draw):
    for dtype in (torch.float32, torch.float64):
        batch, seq_len, hidden = draw.sizes(3, 3, 9)
        out = draw.normal(batch, seq_len, 2 * hidden, dtype=dtype)
        weight = draw.normal(batch, seq_len, hidden, dtype=dtype)
        reply = student.run(sum_probe, output=out, weight=weight, hidden_size=hidden)
        summed = reply.tensor("sum")
        forward, backward = out[..., :hidden], out[..., hidden:]
        hints = {
            (
                batch,
                seq_len,
            ): "the sum runs over the hidden numbers; it should add one direction to the other",
            (
                batch,
                seq_len,
                1,
            ): "the sum runs over the hidden numbers; it should add one direction to the other",
            (batch, seq_len, 2 * hidden): "the halves were joined; add them number by number",
            (batch, hidden): "the sum runs over the steps too; every step keeps its own vector",
        }
        hint = hints.get(tuple(summed.shape), "one vector of hidden_size numbers per step")
        expect_shape(summed, [batch, seq_len, hidden], hint)
        expect_dtype(summed, dtype, "the sum keeps the dtype of output")
        expect_close(summed, forward + backward, "The sum holds the wrong numbers.", mistakes={
            "That is the mean: the exercise asks for the sum.": (forward + backward) / 2,
            "That is the product: the exercise asks for the sum.": forward * backward,
            "That is the larger of the two: the exercise asks for the sum.": forward.maximum(backward),
            "The halves were subtracted: the exercise asks for the sum.": forward - backward,
            "Neighbouring numbers were added: each half is one block of the last axis.":
                out[..., ::2] + out[..., 1::2],
            "One half was flipped in time: torch has already put it back in order.":
                forward + backward.flip(1),
            "The backward direction is missing from the sum.": forward,
            "The forward direction is missing from the sum.": backward,
        })  # fmt: skip
        expect(
            not reply.flag("changed"),
            "sum_directions changes the caller's tensor: do not use += on a slice of it.",
        )
        expect(
            reply.flag("tracked"), "No gradient reaches output: is there a .detach() or torch.tensor(...)?"
        )
        expected = torch.cat([weight, weight], dim=-1)
        expect_close(reply.tensor("gradient"), expected, "A gradient is missing: is one half detached?")
    expect_any_device(student, "sum_directions", draw.normal(batch, seq_len, 2 * hidden))
