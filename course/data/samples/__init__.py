"""The embedded samples: plain UTF-8 text, written for this course."""

from importlib.resources import files


def read_sample(*path: str) -> str:
    """Return the text of an embedded file."""
    return files(__name__).joinpath(*path).read_text(encoding="utf-8")
