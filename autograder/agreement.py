"""What came compared with what was due: where the first difference is, and which known mistake explains it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import torch

from autograder.expect import agree, expect, expect_dtype
from autograder.reply import Failed, Reply

_BEYOND = re.compile(r" (?:of|per|that|at|from|for|in|to|after|when|with)\b| \(|,")
_CLAUSES = {"what", "whether", "which", "how"}


def differs(reply: Reply, play: int | str, wanted: list, results: Sequence[str], axes, rtol, atol) -> str:
    """Return what is wrong with what came in this play, or "".

    Parameters
    ----------
    reply : Reply
        What came.
    play : int or str
        Which play of it.
    wanted : list
        The parts of the right result.
    results, axes : sequence of str
        What parts, and the axes of the first tensor, are called.
    rtol, atol : float
        Tolerances as in `torch.allclose`.

    Returns
    -------
    str
        A sentence, or nothing.
    """
    if reply.number(f"count {play}") != len(wanted):
        count = "one thing alone" if len(wanted) == 1 else f"{len(wanted)} things"
        return f"return {count}: {', '.join(results)}."
    if len(wanted) == 1 and reply.has(f"alone {play}") and not reply.flag(f"alone {play}"):
        return f"return {results[0]} itself, not a list or a tuple that holds it."
    try:
        for i, part in enumerate(wanted):
            if not isinstance(part, torch.Tensor):
                expect_plain(reply, f"result {play} {i}", part, results[i], rtol, atol)
                continue
            found = reply.tensor(f"result {play} {i}")
            if found.shape != part.shape:
                verb = "have" if several(results[i]) else "has"
                return f"{results[i]} {verb} the shape {list(found.shape)}, and not {list(part.shape)}."
            expect_dtype(found, part.dtype, f"{results[i]}.")
            if not same_values(found, part, rtol, atol):
                first = not any(isinstance(other, torch.Tensor) for other in wanted[:i])
                at = place(found, part, axes if first else (), rtol, atol)
                spoilt = bool((part.isfinite() & ~found.isfinite()).any())
                return f"{differ(results[i])}{at}.{' There is nan or infinity in it.' * spoilt}"
    except Failed as failed:
        return str(failed)
    return ""


def several(what: str) -> bool:
    """Return whether these words name several things: the letters at the end of what comes before any `of` tell."""
    head = _BEYOND.split(what)[0].split()
    last = head[-1] if head else ""
    return (
        last.endswith("s")
        and not last.endswith(("ss", "bias"))
        and "_" not in last
        and head[0].lower() not in _CLAUSES
    )


def differ(what: str) -> str:
    """Return the words with their verb."""
    return f"{what} {'differ' if several(what) else 'differs'}"


def known_mistake(reply: Reply, play: int, wanted: list, known: dict[str, Any], rtol, atol) -> str:
    """Return what is said of the one known mistake that gives what came, or "".

    Parameters
    ----------
    reply : Reply
        What came.
    play : int
        Which play of it.
    wanted : list
        The parts of the right result.
    known : dict of str to object
        Hint → what that mistake gives: a part, or a tuple in which None stands for anything.
    rtol, atol : float
        Tolerances as in `torch.allclose`.

    Returns
    -------
    str
        The hint, or nothing where no mistake fits, or several do.
    """
    fitting = []
    for hint, values in known.items():
        several = isinstance(values, (tuple, list))
        count = len(values) if several and len(values) > len(wanted) else len(wanted)
        if reply.number(f"count {play}") != count and not (several and len(values) < len(wanted)):
            continue
        for parts in [enumerate(values)] if several else [[(i, values)] for i in range(len(wanted))]:
            told = [(i, value) for i, value in parts if value is not None]
            telling = count > len(wanted) or not all(alike(value, wanted[i], rtol, atol) for i, value in told)
            if telling and all(came(reply, f"result {play} {i}", value, rtol, atol) for i, value in told):
                fitting.append(hint)
                break
    return fitting[0] if len(fitting) == 1 else ""


def came(reply: Reply, key: str, value: Any, rtol: float, atol: float) -> bool:
    """Tell whether this came: a number, a text, or a tensor, on `meta` any one of its shape.

    Parameters
    ----------
    reply : Reply
        What came.
    key : str
        The name of the part.
    value : Tensor, float, int, bool or str
        What it is compared with.
    rtol, atol : float
        Tolerances as in `torch.allclose`.

    Returns
    -------
    bool
        Whether they agree.
    """
    try:
        if isinstance(value, torch.Tensor) and value.dim():
            return alike(value, reply.tensor(key), rtol, atol)
        expect_plain(reply, key, value.item() if isinstance(value, torch.Tensor) else value, "", rtol, atol)
    except Failed:
        return False
    return True


def alike(value: Any, other: Any, rtol: float, atol: float) -> bool:
    """Compare as `came` does.

    Parameters
    ----------
    value, other : Tensor, float, int, bool or str
        The two; a `value` on `meta` agrees with all of its shape.
    rtol, atol : float
        Tolerances as in `torch.allclose`.

    Returns
    -------
    bool
        Whether they agree.
    """
    if isinstance(value, str) or isinstance(other, str):
        return value == other
    value, other = torch.as_tensor(value), torch.as_tensor(other)
    return value.shape == other.shape and (value.is_meta or same_values(other, value, rtol, atol))


def expect_plain(reply: Reply, key: str, wanted: Any, what: str, rtol: float, atol: float) -> None:
    """Compare a number, a truth or a text.

    Parameters
    ----------
    reply : Reply
        What came.
    key : str
        The name of the part.
    wanted : float, int, bool or str
        What is right.
    what : str
        What the part is called in the hint.
    rtol, atol : float
        Tolerances as in `torch.allclose`.

    Raises
    ------
    Failed
        When they differ, or something of another kind came.
    """
    if isinstance(wanted, str):
        expect(reply.text(key) == wanted, f"{differ(what)}.")
    elif isinstance(wanted, bool):
        expect(reply.flag(key) is wanted, f"{differ(what)}.")
    elif isinstance(wanted, int):  # a count has no tolerance
        expect(reply.number(key) == wanted, f"{differ(what)}.")
    else:
        pair = torch.tensor([float(reply.number(key)), float(wanted)], dtype=torch.float64)
        expect(same_values(pair[0], pair[1], rtol, atol), f"{differ(what)}.")


def same_values(found: torch.Tensor, wanted: torch.Tensor, rtol: float, atol: float) -> bool:
    """Compare in float64, NaN with NaN.

    Parameters
    ----------
    found, wanted : Tensor
        Of any shape and dtype.
    rtol, atol : float
        Tolerances as in `torch.allclose`.

    Returns
    -------
    bool
        Whether shapes and values agree.
    """
    return agree(found, wanted, rtol, atol, equal_nan=True)


def place(found: torch.Tensor, wanted: torch.Tensor, axes: Sequence[str], rtol: float, atol: float) -> str:
    """Say where the first difference is.

    Parameters
    ----------
    found, wanted : Tensor
        Of one shape.
    axes : sequence of str
        What the axes are called; numbers in brackets where the count differs.
    rtol, atol : float
        Tolerances as in `torch.allclose`.

    Returns
    -------
    str
        The end of a sentence; nothing for a single number.
    """
    if not found.dim() or found.is_complex():
        return ""
    close = torch.isclose(found.double(), wanted.double(), rtol=rtol, atol=atol, equal_nan=True)
    if not bool(close.any()):
        return " everywhere"
    first = (~close).nonzero()[0].tolist()
    named = ", ".join(f"{axis} {i}" for axis, i in zip(axes, first, strict=False))
    return f"; first at {named if len(axes) == len(first) else first}"
