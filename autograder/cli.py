"""The command line: grade a class, check one notebook, write feedback, look at this host."""

from __future__ import annotations

import itertools
import json
import os
import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Grade the labs of Unrolled: student code runs in a sandbox, the answers stay outside.",
)

OK, REFUSED, INCOMPLETE, INTERRUPTED = 0, 1, 3, 130


class Cluster(StrEnum):
    """What Dask can start by itself."""

    local = "local"
    slurm = "slurm"
    kubernetes = "kubernetes"


class Device(StrEnum):
    """Where the labs' tensors live while they are graded."""

    cpu = "cpu"
    cuda = "cuda"


CourseDir = Annotated[
    Path, typer.Option(help="The course directory.", exists=True, file_okay=False, resolve_path=True)
]
JsonFile = Annotated[
    Path | None, typer.Option("--json", help="Also write the rows to this file.", dir_okay=False)
]


@app.command(
    epilog="Examples:  autograder grade 01_custom_rnn   ·   autograder grade   ·   "
    "autograder grade 01_custom_rnn 02_rnn_shapes --student ada --force --json rows.json"
)
def grade(
    labs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LAB]...",
            help="The labs' names, for instance 01_custom_rnn.",
            show_default="all that were handed in",
        ),
    ] = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student; may be given again.", show_default=False)
    ] = None,
    course_dir: CourseDir = Path("."),
    device: Annotated[Device, typer.Option(help="Where tensors live.")] = Device.cpu,
    force: Annotated[bool, typer.Option("--force", help="Grade again what is already graded.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that grade side by side.", show_default="the cores")
    ] = None,
    scheduler: Annotated[
        str, typer.Option(help="Grade on the workers of this Dask scheduler, as tcp://host:8786.")
    ] = "",
    cluster: Annotated[
        Cluster | None, typer.Option(help="Start such a cluster, with --workers workers.", show_default=False)
    ] = None,
    json_file: JsonFile = None,
) -> None:
    """Grade every submission in submitted/STUDENT/LAB; each is saved in the gradebook as it finishes.

    Exit code 0: every submission has a row. 3: at least one has none, since the grader failed on it.
    1: nothing could be graded (no sandbox, no such lab, no submissions). 130: stopped by Ctrl-C; run the
    same command again and it goes on.
    """
    from autograder import report
    from autograder.classroom import grade_class
    from autograder.cluster import started

    _quiet_nbgrader()
    rows: dict[tuple[str, str], dict] = {}
    code, workers = OK, workers or os.cpu_count() or 1
    with _refusals(), ExitStack() as opened, report.progress(workers) as bar:
        if cluster:
            scheduler = opened.enter_context(started(cluster.value, workers))
        task = bar.add_task("grading", total=None)
        try:
            for row in grade_class(
                course_dir,
                *(labs or ()),
                students=student or (),
                device=device.value,
                force=force,
                workers=workers,
                scheduler=scheduler,
                started=lambda total: bar.update(task, total=total),
                said=lambda sentence: bar.console.print(
                    sentence, soft_wrap=True, markup=False, highlight=False
                ),
            ):
                rows[row["lab"], row["student"]] = row
                bar.advance(task)
        except KeyboardInterrupt:
            code = INTERRUPTED
    console = Console()
    if not console.is_terminal:  # a log or a file has no width: do not cut to 80 columns
        console.width = max(console.width, 150)
    ordered = [rows[key] for key in sorted(rows)]
    for lab, mine in itertools.groupby(ordered, key=lambda row: row["lab"]):
        console.print(report.table(list(mine), title=lab if len({lab for lab, _ in rows}) > 1 else ""))
    if json_file:
        _write_json(json_file, ordered)
    if code == INTERRUPTED:
        typer.echo(f"Stopped. {len(rows)} submissions are saved; run the same command to go on.", err=True)
    elif any(row["status"] == "failed" for row in ordered):
        code = INCOMPLETE
    raise typer.Exit(code)


@app.command(epilog="Example:  autograder check 01_custom_rnn.ipynb --json row.json")
def check(
    notebook: Annotated[Path, typer.Argument(help="A student's notebook.", exists=True, dir_okay=False)],
    json_file: JsonFile = None,
    course_dir: CourseDir = Path("."),
) -> None:
    """Judge one notebook; no gradebook is touched.

    Exit code 0: there are verdicts. 3: the notebook could not be read. 1: nothing could be graded.
    """
    from autograder import report
    from autograder.classroom import load_config
    from autograder.grading import grade as grade_one
    from autograder.lab import load_lab
    from autograder.reference import limits_for
    from autograder.secret import course_secret
    from autograder.submission import guess_lab, read_notebook

    with _refusals():
        lab = load_lab(course_dir, guess_lab(notebook, course_dir))
        limits = limits_for(course_dir, lab, dict(load_config(course_dir).GradingExporter.limits))
        submitted = read_notebook(notebook, lab, notebook.stem)
        graded = grade_one(submitted, lab, secret=course_secret(course_dir), limits=limits)
        row = graded.row()
        report.verdicts(row, Console())
        if json_file:
            _write_json(json_file, [row])
    raise typer.Exit(INCOMPLETE if row["status"] == "unreadable" else OK)


@app.command(
    epilog="Examples:  autograder feedback 01_custom_rnn   ·   autograder feedback 01_custom_rnn --pdf"
)
def feedback(
    lab: Annotated[str, typer.Argument(help="The lab's name, for instance 01_custom_rnn.")],
    course_dir: CourseDir = Path("."),
    pdf: Annotated[bool, typer.Option("--pdf", help="Also print each page, with Chromium.")] = False,
) -> None:
    """Write the page of each graded submission to feedback/STUDENT/LAB, as `nbgrader generate_feedback` does.

    Exit code 0: every page (and PDF) is there. 3: at least one could not be printed. 1: nothing was written.
    """
    from autograder.classroom import write_feedback
    from autograder.printing import find_browser, print_pages

    _quiet_nbgrader()
    code = OK
    with _refusals():
        browser = find_browser() if pdf else ""
        pages = write_feedback(course_dir, lab)
        for page, printed in print_pages(pages, browser) if pdf else ():
            if not printed:
                code = INCOMPLETE
                typer.echo(f"autograder: Chromium could not print {page}; its page is there.", err=True)
    typer.echo(
        f"{len(pages)} pages{' and their PDFs' if pdf and code == OK else ''} are in {pages[0].parents[2]}."
    )
    raise typer.Exit(code)


@app.command(epilog="Example:  autograder doctor")
def doctor() -> None:
    """Look at what this host has for grading: each line is OK or says what to do.

    Exit code 0: all that grading needs is here. 1: something is missing.
    """
    from autograder.doctor import look

    missing = False
    for line in look():
        mark = "OK" if line.ok else "--" if not line.needed else "NO"
        missing |= mark == "NO"
        typer.echo(f"[{mark}] {line.name + ':':<13} {line.said}")
    raise typer.Exit(REFUSED if missing else OK)


class _refusals:
    """Turn the errors that a user can act on into one sentence and exit code 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type | None, error: BaseException | None, _: object) -> None:
        from autograder.classroom import CannotGrade
        from autograder.cluster import NoCluster
        from autograder.printing import NoBrowser
        from autograder.sandbox.bubblewrap import NoSandbox

        if isinstance(error, (CannotGrade, NoBrowser, NoCluster, NoSandbox, LookupError, OSError)):
            typer.echo(f"autograder: {error.args[0] if isinstance(error, LookupError) else error}", err=True)
            raise typer.Exit(REFUSED) from None


def _write_json(path: Path, rows: list[dict]) -> None:
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _quiet_nbgrader() -> None:
    """Keep nbgrader's own log out of the progress bar; what matters is in the rows."""
    import logging

    from traitlets import log

    log.get_logger().setLevel(logging.CRITICAL)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
