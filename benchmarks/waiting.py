"""Hand-ins that wait, on a local Dask cluster of 1, 2, 4 and 8 workers: how much of the workers' time is used.

Run with ``python -m benchmarks.waiting`` (seven minutes): each notebook sleeps, so that workers do not wait for a core.
"""

import tempfile
import time
from pathlib import Path

import typer
from nbformat.v4 import new_code_cell

from autograder.classroom import grade_class
from autograder.cluster import started
from benchmarks.measure import table
from tests.bank import labs
from tests.make_class import make_course, short, solutions, submit, text


def main(seconds: float = 20.0, each: int = 3) -> None:
    """Grade so many hand-ins a worker, and print their rate beside that of one worker."""
    (lab,) = [name for name in labs() if name.startswith("01")]
    notebook = short({"num_parameters": solutions(lab)["num_parameters"]})
    quick = text(notebook)
    notebook.cells.insert(2, new_code_cell(f"import time; time.sleep({seconds})"))
    rows, alone = [], 0.0
    for workers in (1, 2, 4, 8):
        with tempfile.TemporaryDirectory() as folder, started("local", workers) as address:
            course = make_course(Path(folder), [lab])
            for number in range(2 * workers):  # each worker's first one starts its warm process
                submit(course, f"first-{number:03}", lab, quick)
            list(grade_class(course, lab, scheduler=address))
            for number in range(each * workers):
                submit(course, f"student-{number:03}", lab, text(notebook))
            began = time.monotonic()
            graded = list(grade_class(course, lab, scheduler=address))
            rate = each * workers / (time.monotonic() - began)
        if any(row["status"] == "failed" for row in graded):
            raise SystemExit("A hand-in was not graded.")
        alone = alone or rate
        rows.append([f"{workers}", f"{60 * rate:.2f}", f"{100 * rate / (workers * alone):.0f}"])
    table(f"hand-ins that sleep {seconds:.0f} s", ["workers", "a minute", "% of so many alone"], rows)


if __name__ == "__main__":
    typer.run(main)
