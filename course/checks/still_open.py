"""A cell that needs an open exercise says so in one sentence, where Python would show the way into the stub."""

from __future__ import annotations

import os
import re
from types import TracebackType

from IPython import get_ipython

STILL_OPEN = re.compile(r"Exercise ([\d.]+): (.*)", re.DOTALL)  # what a stub raises


def sentence(error: BaseException) -> str:
    """Return what is said of a cell that stopped at this error, or nothing where its traceback helps more."""
    if isinstance(error, NotImplementedError) and (found := STILL_OPEN.match(str(error))):
        return f"○ This cell needs exercise {found[1]}, which is still open: {found[2]}."
    # Validate goes on after a cell that stopped; what it would have made is missing, and no line is wrong
    if isinstance(error, NameError) and os.environ.get("NBGRADER_EXECUTION") == "validate":
        return f"○ This cell needs `{error.name}`, which no cell above has made."
    return ""


def spoken(said: str) -> list[str]:
    """Return a sentence as the lines of a traceback: bold, in the page's own colour.

    Red would be pale on the red ground that JupyterLab gives an error in the dark.
    """
    return [f"\x1b[1m{said}\x1b[0m"]


def _show(
    shell, kind: type, error: BaseException, trace: TracebackType, tb_offset: int | None = None
) -> None:
    if said := sentence(error):
        error._render_traceback_ = lambda: spoken(said)  # IPython asks for it
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset, running_compiled_code=True)


def speak() -> None:
    """Let the running notebook, if there is one, say it."""
    if shell := get_ipython():
        shell.set_custom_exc((NotImplementedError, NameError), _show)
