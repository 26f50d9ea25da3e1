"""Commands that judge: grade a class, check one notebook, look at this host."""

from __future__ import annotations

import itertools
import json
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.cli_base import (
    GRADE,
    INCOMPLETE,
    INTERRUPTED,
    OK,
    REFUSED,
    CourseDir,
    app,
    examples,
    quiet_nbgrader,
    refusals,
)

JsonFile = Annotated[
    Path | None, typer.Option("--json", help="Also write the rows to this file.", dir_okay=False)
]


class Cluster(StrEnum):
    """What Dask can start by itself."""

    local = "local"
    slurm = "slurm"
    kubernetes = "kubernetes"


class Device(StrEnum):
    """Where the labs' tensors live while they are graded."""

    cpu = "cpu"
    cuda = "cuda"


@app.command(rich_help_panel=GRADE, epilog=examples("autograder doctor"))
def doctor() -> None:
    """Look at what this host has for grading, and say what to do about the rest.

    Exit codes:
    0  all that grading needs is here
    1  something is missing
    """
    from autograder.doctor import look

    missing = False
    for line in look():
        mark = "OK" if line.ok else "--" if not line.needed else "NO"
        missing |= mark == "NO"
        typer.echo(f"[{mark}] {line.name + ':':<13} {line.said}")
    typer.echo(
        "What is marked NO has to be mended first."
        if missing
        else "Ready to grade. What is marked -- grading can do without."
    )
    raise typer.Exit(REFUSED if missing else OK)


@app.command(
    rich_help_panel=GRADE,
    epilog=examples(
        "autograder grade 01_custom_rnn",
        "autograder grade",
        "autograder grade 01_custom_rnn 02_rnn_shapes --student ada --force --json rows.json",
    ),
)
def grade(
    labs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LAB",
            help="The labs' names, for instance 01_custom_rnn.",
            show_default="all that were handed in",
        ),
    ] = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student; may be given again.", show_default=False)
    ] = None,
    course_dir: CourseDir = Path("."),
    device: Annotated[Device, typer.Option(help="Where tensors live.")] = Device.cpu,
    force: Annotated[
        bool, typer.Option("--force", help="Grade again what is already graded, also with other points.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Processes that grade side by side.", show_default="one a core, one on cuda"
        ),
    ] = None,
    scheduler: Annotated[
        str, typer.Option(help="Grade on the workers of this Dask scheduler, as tcp://host:8786.")
    ] = "",
    cluster: Annotated[
        Cluster | None, typer.Option(help="Start such a cluster, with --workers workers.", show_default=False)
    ] = None,
    json_file: JsonFile = None,
) -> None:
    """Grade a class: what lies in submitted/STUDENT/LAB. Each is saved in the gradebook as it finishes.

    Exit codes:
    0    every submission has a row
    1    nothing could be graded: no sandbox, no such lab, no submissions
    3    the grader itself failed on one; run it again
    130  stopped by Ctrl-C; the same command goes on
    """
    from autograder import report
    from autograder.classroom import grade_class, usual_workers
    from autograder.cluster import started

    quiet_nbgrader()
    rows: dict[tuple[str, str], dict] = {}
    code, workers = OK, workers or usual_workers(device.value)
    with refusals(), ExitStack() as opened, report.progress(workers) as bar:
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


@app.command(
    rich_help_panel=GRADE,
    epilog=examples(
        "autograder check 01_custom_rnn.ipynb --json row.json",
        "autograder check homework.ipynb --lab 01_custom_rnn",
    ),
)
def check(
    notebook: Annotated[Path, typer.Argument(help="A student's notebook.", exists=True, dir_okay=False)],
    lab_name: Annotated[
        str, typer.Option("--lab", help="The lab it belongs to.", show_default="told by its name or cells")
    ] = "",
    json_file: JsonFile = None,
    course_dir: CourseDir = Path("."),
) -> None:
    """Judge one notebook, without a gradebook.

    Exit codes:
    0  there are verdicts
    1  nothing could be judged: no sandbox, no such lab
    3  the notebook cannot be read
    """
    from autograder import report
    from autograder.course_dir import load_config
    from autograder.grading import grade as grade_one
    from autograder.lab import load_graded_lab
    from autograder.notebook_json import Unreadable
    from autograder.reference import limits_for
    from autograder.secret import course_secret
    from autograder.submission import guess_lab, read_notebook

    with refusals():
        try:
            lab = load_graded_lab(course_dir, lab_name or guess_lab(notebook, course_dir))
        except Unreadable as problem:
            typer.echo(f"autograder: {problem}", err=True)
            raise typer.Exit(INCOMPLETE) from None
        limits = limits_for(course_dir, lab, dict(load_config(course_dir).GradingExporter.limits))
        submitted = read_notebook(notebook, lab, notebook.stem)
        graded = grade_one(submitted, lab, secret=course_secret(course_dir), limits=limits)
        row = graded.row()
        report.verdicts(row, Console())
        if json_file:
            _write_json(json_file, [row])
    raise typer.Exit(INCOMPLETE if row["status"] == "unreadable" else OK)


def _write_json(path: Path, rows: list[dict]) -> None:
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
