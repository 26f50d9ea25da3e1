"""Perfect hand-ins of one lab, graded by stock nbgrader and by Unrolled: how many a minute, and processor time each.

Run with ``python -m benchmarks.classroom`` on a quiet machine, since processor time is that of the whole machine: workers
and sandboxes end in ways that leave their parents no account of it. Stock nbgrader judges the same checks in its own kernel,
without a sandbox.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import typer

from benchmarks.measure import console, table
from tests.bank import labs
from tests.make_class import filled, make_course, solutions, submit, text

STOCK = "c = get_config()\nc.CourseDirectory.course_id = 'stock'\n"


def main(lab: str = "01", count: int = 10) -> None:
    """Grade so many hand-ins by each, and print both."""
    (name,) = [n for n in labs() if n.startswith(lab)]
    notebook = text(filled(name, solutions(name)))
    ways = {
        "stock nbgrader": ["nbgrader", "autograde", name],
        "Unrolled, one worker": ["autograder", "grade", name, "--workers", "1"],
        "Unrolled, two workers": ["autograder", "grade", name, "--workers", "2"],
    }
    # stock nbgrader calls alembic by name
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    rows, stock = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number, (way, words) in enumerate(ways.items()):
            course = make_course(Path(folder, str(number)), [name])
            if words[0] == "nbgrader":
                (course / "nbgrader_config.py").write_text(STOCK)
                subprocess.run(
                    [program("nbgrader"), "generate_assignment", name, "--force"],
                    cwd=course,
                    check=True,
                    capture_output=True,
                )
            for student in range(count):
                submit(course, f"student-{student:03}", name, notebook)
            seconds, processor = measured([program(words[0]), *words[1:]], course)
            stock = stock or seconds
            rows.append(
                [way, f"{60 * count / seconds:.1f}", f"{processor / count:.2f}", f"{stock / seconds:.1f}"]
            )
    table(f"{count} perfect hand-ins of {name}", ["way", "a minute", "s of CPU each", "times stock"], rows)


def program(name: str) -> str:
    """Return a program of this environment."""
    return str(Path(sys.executable).with_name(name))


def measured(command: list[str], course: Path) -> tuple[float, float]:
    """Return the seconds of a command, and of processor time that the machine spent meanwhile."""
    before, began = psutil.cpu_times(), time.monotonic()
    done = subprocess.run(command, cwd=course, capture_output=True, text=True)
    seconds, after = time.monotonic() - began, psutil.cpu_times()
    if done.returncode:
        console.print(done.stdout, done.stderr)
        raise typer.Exit(1)
    return seconds, sum(getattr(after, kind) - getattr(before, kind) for kind in ("user", "nice", "system"))


if __name__ == "__main__":
    typer.run(main)
