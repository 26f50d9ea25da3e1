"""What every exercise promises, said once: `keeps_promises` plays cases against a reference and says what breaks.

An exercise brings a *call* (it travels into the student's process), *cases* (its inputs: the edges first, then
drawn ones, two of them of one size) and a *reference*. The same values, shapes and dtypes are then asked for in
several orders, with and without gradients, and it is seen whether arguments, earlier results, the gradient mode, the
default dtype and the random numbers stay as they were, and whether all of it works on another device.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from autograder.agreement import came, differs, known_mistake, place, same_values
from autograder.check import Student
from autograder.checks.shared import expect_another_device
from autograder.expect import expect
from autograder.plays import (
    as_list,
    elsewhere_probe,
    float_parts,
    gradient_probe,
    plays_probe,
    seed_of,
    weighted_sum,
)
from autograder.reply import Failed, Reply, explain

Case = dict[str, Any]


def keeps_promises(
    student: Student,
    call: Callable[..., Any],
    cases: Sequence[Case],
    reference: Callable[..., Any],
    *,
    results: Sequence[str] = ("the result",),
    notes: Sequence[str] = (),
    axes: Sequence[str] = (),
    mistakes: Callable[..., dict[str, Any]] | None = None,
    promises: bool = True,
    views: bool = False,
    draws: bool = False,
    digits: bool = False,
    gradients: Sequence[str] = (),
    device: int = True,
    stay: Sequence[str] = (),
    rtol: float = 1e-4,
    atol: float = 1e-5,
) -> None:
    """Fail with the promise that is broken, and the place.

    Parameters
    ----------
    student : Student
        Whose answer it is.
    call : callable
        ``call(names, kept, **case)``, run in the student's process. The dict `kept` lives as long as cases are played.
    cases : sequence of dict
        Arguments by name: tensors, numbers, texts. Small, since all of them travel together.
    reference : callable
        ``reference(**case)``: the right result, or a tuple of them. It must not change its arguments.
    results : sequence of str
        What the parts of a result are called.
    notes : sequence of str
        What is said of each case, in place of the sizes of its arguments: for texts and edge cases.
    axes : sequence of str
        What the axes of the first tensor are called: a difference is said to be at ``sequence 2, step 5``.
    mistakes : callable
        ``mistakes(**case)``: hint → what that mistake makes of the first parts of the result (a tuple, in which None stands
        for anything), or of any one part. A hint is given where what came is that of one known mistake alone.
    promises : bool
        False: only the results are judged, and that the arguments stay; for an exercise's first check, where a second
        one judges the rest.
    views : bool
        Whether a result may share memory with an argument, as a slice does.
    draws : bool
        Whether the answer may draw random numbers; it may not seed them.
    digits : bool
        Whether float64 results keep the digits of float64: nothing goes through float32.
    gradients : sequence of str
        The arguments to which the gradient must flow as in the reference; judged for every case that has them.
    device : int
        How many cases, the first ones, must work on another device; `stay` names what stays on the CPU there.
    stay : sequence of str
        The arguments that stay on the CPU while others are on another device.
    rtol, atol : float
        Tolerances as in `torch.allclose`.

    Raises
    ------
    Failed
        With the first promise that is broken.
    """
    wanted = [as_list(reference(**case)) for case in cases]
    forth = list(range(len(cases)))
    order = [*forth, *reversed(forth)]
    reply = _play(student, call, cases, order)
    said = [*notes] or [said_of(case) for case in cases]
    ended = int(reply.number("ended")) if reply.has("ended") else len(order)  # by an exception
    for play, number in enumerate(order[:ended]):
        where = said[number]
        for name, value in tensors_of(cases[number]).items():
            same = same_values(reply.tensor(f"given {play} {name}"), value, 0, 0)
            expect(same, f"{where}: your code changes its argument {name} in place. Make a new tensor.")
        hint = differs(reply, play, wanted[number], results, axes, rtol, atol)
        if hint:
            earlier = [wanted[i] for i in order[:play] if i != number]
            # a single number may agree by chance
            telling = any(isinstance(p, torch.Tensor) and p.numel() > 1 for p in wanted[number])
            repeated = number in order[:play] or any(
                telling and not differs(reply, play, parts, results, axes, rtol, atol) for parts in earlier
            )
            kept = "After other calls it is not what it should be: what is kept between calls? "
            known = mistakes(**cases[number]) if mistakes and number not in order[:play] else {}
            cause = known_mistake(reply, play, wanted[number], known, rtol, atol)
            raise Failed(f"{where}: {cause or kept * repeated + hint}")
    if ended < len(order):
        raise Failed(f"{said[order[ended]]}: {explain(reply.text('raised'), reply.text('message'))}")
    if not promises:
        return
    for play, number in enumerate(order):
        where = said[number]
        for i, part in enumerate(wanted[number]) if digits else ():
            if isinstance(part, torch.Tensor) and part.dtype == torch.float64:
                hint = f"{where}: {results[i]} has the digits of float32 only: leave all in the dtype of the arguments."
                expect(same_values(reply.tensor(f"result {play} {i}"), part, 1e-9, 1e-11), hint)
        for name in () if views else tensors_of(cases[number]):
            hint = f"{where}: the result shares memory with {name}: who writes into one changes the other. Make a copy."
            before, after = (reply.tensor(f"{when} {play} {name}") for when in ("given", "written"))
            expect(same_values(after, before, 0, 0), hint)
        for i, part in enumerate(wanted[number]):
            if isinstance(part, torch.Tensor):
                first, later = reply.tensor(f"result {play} {i}"), reply.tensor(f"later {play} {i}")
                hint = f"{where}: {results[i]} was right, and a later call wrote over it: return a new tensor each time."
                expect(same_values(later, first, 0, 0), hint)
    for play, number in enumerate(order):
        hint = "your code makes its argument collect gradients, for all that follows: leave its requires_grad alone."
        expect(not reply.flag(f"asks {play}"), f"{said[number]}: {hint}")
        expect(
            reply.flag(f"mode {play}"),
            "Your code leaves torch's gradient mode changed: use `with torch.no_grad():`.",
        )
        expect(reply.flag(f"default {play}"), "Your code changes torch's default dtype for all that follows.")
        expect(reply.flag(f"place {play}"), "Your code changes torch's default device for all that follows.")
        hint = "Two calls return the same memory: who writes into one result changes the other. Make a new tensor."
        expect(bool((reply.tensor(f"marks {play}") == play + 1).all()), f"{said[number]}: {hint}")
        drawn = reply.tensor(f"drawn {play}")
        dice = [reply.number(f"{kind} {play}") for kind in ("dice", "numpy")]
        if draws:
            hint = "Your code sets the seed: whatever the caller draws afterwards begins again. Leave the seed alone."
            expect(not reply.flag(f"seeds {play}"), hint)
            expect(not any(torch.equal(drawn, reply.tensor(f"drawn {i}")) for i in range(play)), hint)
            for kind, thrown in zip(("dice", "numpy"), dice, strict=True):
                expect(all(thrown != reply.number(f"{kind} {i}") for i in range(play)), hint)
        else:
            hint = "Your code draws random numbers, or seeds them: nothing here is random."
            generator = torch.Generator().manual_seed(seed_of(play))
            untouched = torch.rand(2, generator=generator, dtype=torch.float32)
            thrown = [made(seed_of(play)).random() for made in (random.Random, np.random.RandomState)]
            expect(torch.equal(drawn, untouched) and dice == thrown, hint)
    expect(reply.flag("default"), "Your code changes torch's default dtype for all that follows.")
    expect(reply.flag("found place"), "Your code changes torch's default device for all that follows.")
    for i, part in enumerate(wanted[order[0]]):
        hint = "with float64 as torch's default dtype another number comes. Is it measured on a tensor whose dtype nobody named?"
        fine = type(part) not in (int, float, str) or not reply.has(f"number {i}")
        expect(fine or came(reply, f"number {i}", part, rtol, atol), f"{said[order[0]]}: {hint}")
    for name in tensors_of(cases[order[0]]):
        hint = f"Your code cuts its argument {name} off the graph: the caller gets no gradient from it. Detach a copy."
        expect(not reply.has(f"cut {name}") or not reply.flag(f"cut {name}"), hint)
    if reply.has("count reused"):
        hint = differs(reply, "reused", wanted[order[-2]], results, axes, rtol, atol)
        where = f"{said[order[-2]]}, in tensors that held other numbers before: "
        expect(not hint, f"{where}{hint} Is an answer remembered by the tensor, and not by its numbers?")
    for case, where in zip(cases, said, strict=True) if gradients else ():
        expect_gradients(student, call, case, reference, gradients, rtol, atol, where)
    for case in cases[: int(device)]:
        hint = "Something is made on the CPU, or brought there: make every new tensor on the device of the arguments."
        expect_another_device(student.run(elsewhere_probe, call=call, stay=" ".join(stay), **case), hint)


def played(student: Student, call: Callable, cases: Sequence[Case], order: Sequence[int]) -> Reply:
    """Play the cases in this order, in one go; fail when one raises.

    Parameters
    ----------
    student : Student
        Whose answer it is.
    call, cases : callable, sequence of dict
        As in `keeps_promises`.
    order : sequence of int
        The numbers of the cases, as often as each is to be played.

    Returns
    -------
    Reply
        What came in every play.

    Raises
    ------
    Failed
        When a play raised.
    """
    reply = _play(student, call, cases, order)
    if reply.has("ended"):
        raise Failed(explain(reply.text("raised"), reply.text("message")))
    return reply


def _play(student: Student, call: Callable, cases: Sequence[Case], order: Sequence[int]) -> Reply:
    inputs = {f"{i} {name}": value for i, case in enumerate(cases) for name, value in case.items()}
    return student.run(plays_probe, call=call, order=" ".join(map(str, order)), **inputs)


def tensors_of(case: Case) -> dict[str, torch.Tensor]:
    """Return the tensors among the arguments."""
    return {name: value for name, value in case.items() if isinstance(value, torch.Tensor)}


def said_of(case: Case) -> str:
    """Say how large the arguments of a case are; their values stay in the grader."""
    words = []
    for name, value in case.items():
        if isinstance(value, torch.Tensor):
            kind = "" if value.dtype == torch.float32 else f" {str(value.dtype).removeprefix('torch.')}"
            words.append(f"{name} {list(value.shape)}{kind}")
        elif isinstance(value, (int, float)):
            words.append(f"{name} = {value}")
    return f"With {', '.join(words)}" if words else "Called as the card says"


def expect_gradients(student, call, case, reference, names, rtol, atol, where) -> None:
    """Fail unless the gradient of a weighted sum of the results reaches these arguments as in the reference.

    Parameters
    ----------
    student : Student
        Whose answer it is.
    call : callable
        As in `keeps_promises`.
    case : dict
        The arguments by name.
    reference : callable
        As in `keeps_promises`.
    names : sequence of str
        The arguments to which the gradient must flow.
    rtol, atol : float
        Tolerances as in `torch.allclose`.
    where : str
        How the hint names the case.

    Raises
    ------
    Failed
        When a gradient does not arrive, or another one.
    """
    leaves = {n: v.clone().requires_grad_(v.is_floating_point()) for n, v in tensors_of(case).items()}
    parts = float_parts(reference(**{**case, **leaves}))
    if not parts:  # whole numbers have no gradient
        return
    count = sum(p.numel() for p in parts)
    weights = torch.randn(count, generator=torch.Generator().manual_seed(count), dtype=parts[0].dtype)
    total = weighted_sum(parts, weights)
    names = [n for n in names if n in leaves]
    wanted = torch.autograd.grad(total, [leaves[n] for n in names], allow_unused=True)
    reply = student.run(gradient_probe, call=call, weights=weights, **case)
    none = "No gradient can flow back: is there a detach, .data, .item(), NumPy or no_grad?"
    expect(reply.flag("linked"), f"{where}: {none}")
    for name, right in zip(names, wanted, strict=True):
        right = torch.zeros_like(case[name]) if right is None else right
        found = reply.tensor(name)
        reached = bool(found.any()) or not bool(right.any())
        expect(reached, f"{where}: no gradient reaches {name}: is it detached, copied or not used?")
        if not same_values(found, right, rtol, atol):
            at = place(found, right, (), rtol, atol)
            raise Failed(f"{where}: the gradient that reaches {name} differs{at}: is a part of the path cut?")
