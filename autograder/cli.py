"""The command line: all commands, and how it starts."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (a clone on the path of an older one)
    sys.exit(f"autograder: this is Python {sys.version.split()[0]}, and the course needs 3.11, 3.12 or 3.13.")

from autograder import cli_grading, cli_results, cli_writing  # noqa: F401 (each brings its commands)
from autograder.cli_base import app


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
