"""The command for authors: a lab to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli_base import OK, WRITE, CourseDir, app, examples, refusals


@app.command("new-lab", rich_help_panel=WRITE, epilog=examples("autograder new-lab 11_attention"))
def new_lab(
    name: Annotated[str, typer.Argument(help="A number that no lab has yet, and words: 11_attention.")],
    course_dir: CourseDir = Path("."),
) -> None:
    """Write a small lab that passes all tests, to be changed piece by piece.

    Exit codes:
    0  it is written
    1  the name is none or taken, or this is no clone of the project; nothing is overwritten
    """
    from autograder.new_lab import new_lab as write

    with refusals():
        for path in write(course_dir, name):
            typer.echo(path)
        number = name[:2]
        typer.echo(
            f"\nThree steps from here:\n"
            f"1. Write your lab in source/{name}/{name}.ipynb, an exercise at a time; docs/writing-labs.md says how.\n"
            f"2. Change its checks and its bank to match: python -m tests.visible {number}, python -m tests.bank {number}.\n"
            f"3. make release, then python -m pytest -k {name}."
        )
    raise typer.Exit(OK)
