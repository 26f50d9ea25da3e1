"""A student's text, fit for a message."""


def clean(text: str, limit: int = 60) -> str:
    """Return one line of printable text: what a student's code says must not act in a terminal or a file."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
