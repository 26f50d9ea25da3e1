"""What all commands share: the application, its exit codes, and how a refusal is said."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer


def examples(*lines: str) -> str:
    """Return what stands below a command's help, a line an example."""
    return "\n".join([f"Example{'s' if len(lines) > 1 else ''}:", *lines])


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Grade the labs of Unrolled: student code runs in a sandbox, the answers stay outside.\n\n"
    "Each command works in the course directory; `autograder COMMAND --help` has its examples and exit codes.",
    epilog=examples("autograder doctor", "autograder grade 01_custom_rnn", "autograder report 01_custom_rnn"),
)

OK, REFUSED, INCOMPLETE, INTERRUPTED = 0, 1, 3, 130
GRADE, AFTER, WRITE = "Grade", "After grading", "Write labs"  # panels of the help


def _course(folder: Path) -> Path:
    """Refuse a folder that is no course, before anything is made in it."""
    if not any(folder.glob("source/*/*.ipynb")):
        typer.echo(
            f"autograder: {folder} is no course: it has no lab in source/. Go to the course directory, or name it by "
            "--course-dir.",
            err=True,
        )
        raise typer.Exit(REFUSED)
    return folder


CourseDir = Annotated[
    Path,
    typer.Option(
        help="The course directory.", exists=True, file_okay=False, resolve_path=True, callback=_course
    ),
]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"unrolled {version('unrolled')}")
        raise typer.Exit(OK)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass


class refusals:
    """Turn the errors that a user can act on into one sentence and exit code 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type | None, error: BaseException | None, _: object) -> None:
        from autograder.cluster import NoCluster
        from autograder.course_dir import CannotGrade
        from autograder.new_lab import CannotWrite
        from autograder.printing import NoBrowser
        from autograder.sandbox.bubblewrap import NoSandbox

        if isinstance(
            error, (CannotGrade, CannotWrite, NoBrowser, NoCluster, NoSandbox, LookupError, OSError)
        ):
            typer.echo(f"autograder: {error.args[0] if isinstance(error, LookupError) else error}", err=True)
            raise typer.Exit(REFUSED) from None


def quiet_nbgrader() -> None:
    """Keep nbgrader's own log out of the progress bar; what matters is in the rows."""
    import logging

    from traitlets import log

    log.get_logger().setLevel(logging.CRITICAL)
