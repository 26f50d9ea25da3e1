"""Python of students, parsed: short texts only, so that neither time nor memory is spent on them."""

from __future__ import annotations

import ast
import re
import warnings

MAX_PARSED = 20_000  # characters of a text
FOR_IPYTHON = re.compile(r"^([ \t]*)[%!?][^\n]*", re.MULTILINE)  # lines that are no Python, but run


def parsed(text: str) -> ast.Module | None:
    """Return what a text says in Python, lines for IPython apart, or None where it is none, or too long."""
    if len(text) > MAX_PARSED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(FOR_IPYTHON.sub(r"\1pass", text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
