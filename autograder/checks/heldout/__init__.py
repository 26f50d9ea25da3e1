"""Texts that the grader asks trained models about; no notebook and no sandbox has them."""

from importlib.resources import files


def read_held_out(*path: str) -> str:
    """Return a held-out text."""
    return files(__name__).joinpath(*path).read_text(encoding="utf-8")
