"""The random sizes and tensors of a check, and the seed that they are drawn from."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Sequence
from typing import Any

import torch


class Draw:
    """The random sizes and tensors of one check, repeatable from its seed."""

    def __init__(self, seed: int):
        self.seed = seed
        self._random = random.Random(seed)
        self._generator = torch.Generator().manual_seed(seed)

    def size(self, low: int, high: int) -> int:
        """Return an integer, both ends included.

        Parameters
        ----------
        low, high : int
            The smallest and the largest size.

        Returns
        -------
        int
            A size.
        """
        return self._random.randint(low, high)

    def sizes(self, count: int, low: int, high: int) -> list[int]:
        """Return `count` *different* integers, so that no two axes can be mistaken for each other.

        Parameters
        ----------
        count : int
            How many.
        low, high : int
            The smallest and the largest size.

        Returns
        -------
        list of int
            `count` sizes.

        Raises
        ------
        ValueError
            When there are fewer sizes than `count` from `low` to `high`.
        """
        return self._random.sample(range(low, high + 1), count)

    def choice(self, options: Sequence[Any]) -> Any:
        """Return one of the options."""
        return self._random.choice(list(options))

    def permutation(self, count: int) -> torch.Tensor:
        """Return the numbers from 0 to count - 1 in a random order."""
        return torch.randperm(count, generator=self._generator)

    def shuffled(self, items: Sequence[Any]) -> list[Any]:
        """Return the items in a random order."""
        return [items[i] for i in self.permutation(len(items)).tolist()]

    def uniform(self, *shape: int) -> torch.Tensor:
        """Return a float32 tensor of numbers from 0 to 1."""
        return torch.rand(*shape, generator=self._generator)

    def normal(self, *shape: int, scale: float = 1.0, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        """Return a tensor of normal numbers with standard deviation `scale`.

        Parameters
        ----------
        *shape : int
            The shape of the tensor.
        scale : float
            The standard deviation.
        dtype : torch.dtype
            Of the tensor.

        Returns
        -------
        Tensor
            Of that shape.
        """
        return scale * torch.randn(*shape, generator=self._generator, dtype=dtype)

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """Return an int64 tensor of integers from `low` to `high`, both included.

        Parameters
        ----------
        low, high : int
            The smallest and the largest integer.
        *shape : int
            The shape of the tensor.

        Returns
        -------
        Tensor
            int64, of that shape.
        """
        return torch.randint(low, high + 1, shape, generator=self._generator)


def seed_for(secret: str, student: str, sha256: str, exercise: str, name: str) -> int:
    """Derive a check's seed: a re-grade of the same bytes repeats its inputs, any other hand-in meets others.

    Parameters
    ----------
    secret : str
        The course's.
    student : str
        Who handed in.
    sha256 : str
        The hash of all that was handed in.
    exercise, name : str
        Which check it is.

    Returns
    -------
    int
        48 bits.
    """
    message = "\0".join((student, sha256, exercise, name)).encode()
    return int.from_bytes(hmac.new(secret.encode(), message, hashlib.sha256).digest()[:6], "big")
