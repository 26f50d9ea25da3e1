"""Texts of others, fit for a message; and what somebody may have meant."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

NEAR = 70  # of 100, from which on a name may be a slip of another


class InDoubt(str):
    """A note on what could not be read: points may be lost with it, so a person should look."""


def any_in_doubt(notes: Iterable[str]) -> bool:
    """Say whether one of the notes is `InDoubt`."""
    return any(isinstance(note, InDoubt) for note in notes)


def clean(text: str, limit: int = 60) -> str:
    """Return one line of printable text: what a student's code says must not act in a terminal or a file.

    Parameters
    ----------
    text : str
        A student's.
    limit : int
        Characters.

    Returns
    -------
    str
        Cut at the limit.
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def meant(name: str, known: Iterable[str]) -> str:
    """Return a question with the nearest names, at most three; nothing where none is near.

    Parameters
    ----------
    name : str
        What was typed.
    known : iterable of str
        What there is.

    Returns
    -------
    str
        It begins with a space.
    """
    found = process.extract(
        name, list(known), scorer=fuzz.WRatio, processor=utils.default_process, limit=3, score_cutoff=NEAR
    )
    return f" Did you mean {' or '.join(clean(other) for other, _, _ in found)}?" if found else ""
