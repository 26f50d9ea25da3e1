"""The command line: grade a class, check one notebook, look at this host."""

from __future__ import annotations

import json
import sys
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


class Form(StrEnum):
    """Whose grade import a file is written for."""

    canvas = "canvas"
    moodle = "moodle"
    csv = "csv"


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
    epilog="Examples:  autograder grade 01_custom_rnn   ·   autograder grade 01_custom_rnn --force --json rows.json"
)
def grade(
    lab: Annotated[str, typer.Argument(help="The lab's name, for instance 01_custom_rnn.")],
    course_dir: CourseDir = Path("."),
    device: Annotated[Device, typer.Option(help="Where tensors live.")] = Device.cpu,
    force: Annotated[bool, typer.Option("--force", help="Grade again what is already graded.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that grade side by side.", show_default="the cores")
    ] = None,
    json_file: JsonFile = None,
) -> None:
    """Grade every submission in submitted/STUDENT/LAB; each is saved in the gradebook as it finishes.

    Exit code 0: every submission has a row. 3: at least one has none, since the grader failed on it.
    1: nothing could be graded (no sandbox, no such lab, no submissions). 130: stopped by Ctrl-C; run the
    same command again and it goes on.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from autograder import report
    from autograder.classroom import grade_class

    _quiet_nbgrader()
    rows: list[dict] = []
    code = OK
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with _refusals(), Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        try:
            for row in grade_class(
                course_dir,
                lab,
                device=device.value,
                force=force,
                workers=workers,
                started=lambda total: bar.update(task, total=total),
                said=lambda sentence: bar.console.print(
                    sentence, soft_wrap=True, markup=False, highlight=False
                ),
            ):
                rows.append(row)
                bar.advance(task)
        except KeyboardInterrupt:
            code = INTERRUPTED
    rows.sort(key=lambda row: row["student"])
    console = Console()
    if not console.is_terminal:  # a log or a file has no width: do not cut to 80 columns
        console.width = max(console.width, 150)
    console.print(report.table(rows))
    if json_file:
        _write_json(json_file, rows)
    if code == INTERRUPTED:
        typer.echo(f"Stopped. {len(rows)} submissions are saved; run the same command to go on.", err=True)
    elif any(row["status"] == "failed" for row in rows):
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
    epilog="Examples:  autograder report 01_custom_rnn   ·   autograder report   ·   autograder report 01_custom_rnn --out week1.html"
)
def report(
    labs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LAB]...", help="The labs' names; without one, all that are graded."),
    ] = None,
    course_dir: CourseDir = Path("."),
    out: Annotated[
        Path, typer.Option(help="The page; its table lies beside it as .csv.", dir_okay=False)
    ] = Path("report.html"),
) -> None:
    """Write a page about a graded class: scores, exercises, hardest checks, what waits for a person, who is alike.

    Nothing is graded and nothing changed. The page names students: it is for instructors.

    Exit code 0: it is written. 1: nothing is graded yet, or there is no such lab.
    """
    from nbgrader.coursedir import CourseDirectory

    from autograder import overview
    from autograder.classroom import load_config
    from autograder.export import write_table
    from autograder.tallies import summarise

    _quiet_nbgrader()
    with _refusals():
        summaries = list(summarise(CourseDirectory(config=load_config(course_dir)), labs or []))
        for summary in summaries:
            typer.echo(overview.sentence(summary))
        table = out.with_suffix(".csv")
        write_table(table, overview.csv_rows(summaries))
        out.write_text(overview.page(summaries), encoding="utf-8")
        typer.echo(f"The page is {out}, its table {table}.")


@app.command(
    epilog="Examples:  autograder export --to canvas   ·   autograder export 01_custom_rnn --to moodle --out week1.csv"
)
def export(
    to: Annotated[Form, typer.Option("--to", help="Whose grade import it is for; csv is for a spreadsheet.")],
    labs: Annotated[
        list[str] | None, typer.Argument(metavar="[LAB]...", help="The labs' names; without one, all.")
    ] = None,
    course_dir: CourseDir = Path("."),
    out: Annotated[
        Path | None, typer.Option(help="The file.", show_default="grades-FORM.csv", dir_okay=False)
    ] = None,
) -> None:
    """Write the gradebook's grades in the form that Canvas or Moodle imports, or as a plain table.

    Students are found by the gradebook's id (Canvas: SIS Login ID, and ID where it has an LMS user id; Moodle:
    Username, or Email address). Who handed nothing in has no grade.

    Exit code 0: it is written. 1: the gradebook has no such lab.
    """
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

    from autograder.classroom import load_config
    from autograder.export import export_grades

    _quiet_nbgrader()
    with _refusals():
        coursedir = CourseDirectory(config=load_config(course_dir))
        path = out or Path(f"grades-{to.value}.csv")
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            grades, waiting = export_grades(gradebook.db, to.value, labs or [], path)
        typer.echo(f"{grades} grades are in {path}.")
        if waiting:
            typer.echo(f"{waiting} of them wait for a person and are not final.", err=True)


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
        from autograder.sandbox.bubblewrap import NoSandbox

        if isinstance(error, (CannotGrade, NoSandbox, LookupError, OSError)):
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
