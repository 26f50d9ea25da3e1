"""Commands for what comes after grading: feedback, a report, grades for elsewhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli_base import AFTER, INCOMPLETE, OK, CourseDir, app, examples, quiet_nbgrader, refusals


class Form(StrEnum):
    """Whose grade import a file is written for."""

    canvas = "canvas"
    moodle = "moodle"
    csv = "csv"


@app.command(
    rich_help_panel=AFTER,
    epilog=examples("autograder feedback 01_custom_rnn", "autograder feedback 01_custom_rnn --pdf"),
)
def feedback(
    lab: Annotated[str, typer.Argument(help="The lab's name, for instance 01_custom_rnn.")],
    course_dir: CourseDir = Path("."),
    pdf: Annotated[bool, typer.Option("--pdf", help="Also print each page, with Chromium.")] = False,
) -> None:
    """Write each student's page, to feedback/STUDENT/LAB, as `nbgrader generate_feedback` does.

    Exit codes:
    0  every page (and PDF) is there
    1  nothing was written: nothing is graded, no such lab, no Chromium for --pdf
    3  a page is there, and could not be printed
    """
    from autograder.printing import find_browser, print_pages, write_feedback

    quiet_nbgrader()
    code = OK
    with refusals():
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


@app.command(
    rich_help_panel=AFTER,
    epilog=examples(
        "autograder report 01_custom_rnn",
        "autograder report",
        "autograder report 01_custom_rnn --out week1.html",
    ),
)
def report(
    labs: Annotated[
        list[str] | None,
        typer.Argument(metavar="LAB", help="The labs' names.", show_default="all that are graded"),
    ] = None,
    course_dir: CourseDir = Path("."),
    out: Annotated[
        Path, typer.Option(help="The page; its table lies beside it as .csv.", dir_okay=False)
    ] = Path("report.html"),
) -> None:
    """Write one page about a class: scores, hardest checks, what waits for you, who is alike.

    Nothing is graded and nothing changed. The page names students: it is for instructors.

    Exit codes:
    0  it is written
    1  nothing is graded yet, or there is no such lab
    """
    from nbgrader.coursedir import CourseDirectory

    from autograder import overview
    from autograder.course_dir import load_config
    from autograder.export import write_table
    from autograder.tallies import summarise

    quiet_nbgrader()
    with refusals():
        summaries = list(summarise(CourseDirectory(config=load_config(course_dir)), labs or []))
        for summary in summaries:
            typer.echo(overview.sentence(summary))
        table = out.with_suffix(".csv")
        write_table(table, overview.csv_rows(summaries))
        out.write_text(overview.page(summaries), encoding="utf-8")
        typer.echo(f"The page is {out}, its table {table}.")


@app.command(
    rich_help_panel=AFTER,
    epilog=examples(
        "autograder export --to canvas", "autograder export 01_custom_rnn --to moodle --out week1.csv"
    ),
)
def export(
    to: Annotated[Form, typer.Option("--to", help="Whose grade import it is for; csv is for a spreadsheet.")],
    labs: Annotated[
        list[str] | None,
        typer.Argument(metavar="LAB", help="The labs' names.", show_default="all that are graded"),
    ] = None,
    course_dir: CourseDir = Path("."),
    out: Annotated[
        Path | None, typer.Option(help="The file.", show_default="grades-FORM.csv", dir_okay=False)
    ] = None,
) -> None:
    """Write the grades as Canvas or Moodle imports them, or as a plain table.

    Students are found by the gradebook's id (Canvas: SIS Login ID, and ID where it has an LMS user id; Moodle: Username, or Email address). Who handed nothing in has no grade.

    Exit codes:
    0  it is written
    1  the gradebook has no such lab
    """
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

    from autograder.course_dir import load_config
    from autograder.export import export_grades

    quiet_nbgrader()
    with refusals():
        coursedir = CourseDirectory(config=load_config(course_dir))
        path = out or Path(f"grades-{to.value}.csv")
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            grades, waiting = export_grades(gradebook.db, to.value, labs or [], path)
        typer.echo(f"{grades} grades are in {path}.")
        if waiting:
            typer.echo(f"{waiting} of them wait for a person and are not final.", err=True)


@app.command(
    rich_help_panel=AFTER,
    epilog=examples(
        "autograder solutions 01_custom_rnn", "autograder solutions 01_custom_rnn --for-students"
    ),
)
def solutions(
    lab: Annotated[str, typer.Argument(help="The lab's name, for instance 01_custom_rnn.")],
    course_dir: CourseDir = Path("."),
    for_students: Annotated[
        bool,
        typer.Option("--for-students", help="Leave marking schemes and hidden checks out: to be handed out."),
    ] = False,
) -> None:
    """Run a lab's answers and write them, with their outputs and the commentary, to solution/LAB.

    That is the instructor's notebook, as `nbgrader generate_solution` writes it, with the marking schemes and the
    hidden checks. The edition for students goes to solution-for-students/LAB; hand it out after the deadline.
    Training runs in full, which may take minutes.

    Exit codes:
    0  it is written, and every cell ran
    1  nothing was written
    3  it is written, and a cell raised
    """
    from autograder.solutions import write_solutions

    quiet_nbgrader()
    with refusals():
        path, raised = write_solutions(course_dir, lab, for_students=for_students)
    whose = "for students, after the deadline" if for_students else "for instructors alone"
    typer.echo(f"The solution is {path}, {whose}.")
    if raised:
        typer.echo(f"autograder: cells of it raised an error: {', '.join(raised)}.", err=True)
        raise typer.Exit(INCOMPLETE)
