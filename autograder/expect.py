"""Compare what a student's code returned, and say which known mistake fits or what is wrong in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from autograder.reply import Failed


def expect(condition: bool, hint: str) -> None:
    """Fail with the hint unless the condition holds.

    Parameters
    ----------
    condition : bool
        What must hold.
    hint : str
        What the student reads if it does not.

    Raises
    ------
    Failed
        If it does not.
    """
    if not condition:
        raise Failed(hint)


def expect_shape(actual: torch.Tensor, shape: Sequence[int], hint: str) -> None:
    """Fail unless the tensor has this shape; both shapes are named, since they are no secret.

    Parameters
    ----------
    actual : Tensor
        What came.
    shape : sequence of int
        Its shape, as it should be.
    hint : str
        What the axes mean.

    Raises
    ------
    Failed
        When it has another.
    """
    if list(actual.shape) != list(shape):
        raise Failed(f"Shape {list(actual.shape)}, expected {list(shape)}: {hint}")


def expect_dtype(actual: torch.Tensor, dtype: torch.dtype, hint: str) -> None:
    """Fail unless the tensor has this dtype.

    Parameters
    ----------
    actual : Tensor
        What came.
    dtype : torch.dtype
        Its dtype, as it should be.
    hint : str
        What to do about it.

    Raises
    ------
    Failed
        When it has another.
    """
    if actual.dtype != dtype:
        raise Failed(f"dtype {actual.dtype}, expected {dtype}: {hint}")


def expect_close(
    actual: torch.Tensor,
    expected: torch.Tensor,
    hint: str,
    *,
    mistakes: dict[str, torch.Tensor] | None = None,
    rtol: float = 1e-4,
    atol: float = 1e-5,
) -> None:
    """Fail unless the values agree, with the hint of the mistake that they match, if any does.

    Parameters
    ----------
    actual : Tensor
        What came.
    expected : Tensor
        What is right, of the same shape.
    hint : str
        Said when the values match none of the known mistakes.
    mistakes : dict of str to Tensor, optional
        Hint → the values which that mistake would give. Looked at only after the comparison failed.
    rtol, atol : float
        Tolerances as in `torch.allclose`; the defaults suit float32 sums of a few hundred terms.

    Raises
    ------
    Failed
        When they differ.
    """

    if not agree(actual, expected, rtol, atol):
        for said, values in (mistakes or {}).items():
            if agree(actual, values, rtol, atol):
                raise Failed(said)
        raise Failed(hint)


def agree(
    actual: torch.Tensor, values: torch.Tensor, rtol: float, atol: float, equal_nan: bool = False
) -> bool:
    """Tell whether real tensors of any dtype have one shape and, in float64, the same values.

    Parameters
    ----------
    actual, values : Tensor
        Of any shape and dtype.
    rtol, atol : float
        Tolerances as in `torch.allclose`.
    equal_nan : bool
        Whether NaN agrees with NaN.

    Returns
    -------
    bool
        False also where the shapes differ, or `actual` is complex.
    """
    if actual.is_complex() or actual.shape != values.shape:
        return False
    return torch.allclose(actual.double(), values.double(), rtol=rtol, atol=atol, equal_nan=equal_nan)


def expect_each(asked: dict[str, bool], where: str = "") -> None:
    """Fail with the first of the hints whose condition does not hold.

    Parameters
    ----------
    asked : dict of str to bool
        Hint → what must hold; all conditions are known before the first is looked at.
    where : str
        Said before the hint.

    Raises
    ------
    Failed
        If one does not.
    """
    for hint, holds in asked.items():
        expect(bool(holds), where + hint)
