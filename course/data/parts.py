"""The parts of a data set: what trains, and what is held out."""

from collections.abc import Collection, Iterable
from typing import Any

HELD_OUT = 5  # every fifth item of a sample is in its test part


def expect_choice(name: str, value: str, choices: Collection[str] = ("train", "test")) -> None:
    """Raise a ValueError that names the choices, unless `value` is one of them.

    Parameters
    ----------
    name : str
        What the argument is called in the message.
    value : str
        What was given.
    choices : collection of str
        What may be given.

    Raises
    ------
    ValueError
        When it is none of them.
    """
    if value not in choices:
        raise ValueError(f"{name} is one of {', '.join(map(repr, choices))}, not {value!r}")


def part_of(items: Iterable[Any], part: str) -> list[Any]:
    """Return the items of a sample that belong to its "train" or its "test" part, in their order.

    Parameters
    ----------
    items : iterable
        The items of a sample.
    part : {"train", "test"}
        Every fifth item tests, the others train.

    Returns
    -------
    list
        The items of that part.
    """
    return [item for k, item in enumerate(items) if (k % HELD_OUT == 0) == (part == "test")]
