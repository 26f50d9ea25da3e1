"""Every lab: seconds to run it in full and to grade it, and its peak memory.

In full is what a student's laptop does, with the instructor's answers; graded is a perfect submission
in the sandbox, on one thread. ``python -m benchmarks.labs 04 05`` measures some of the labs.
"""

import os
import sys

import nbformat
from nbclient import NotebookClient

from autograder.grading import grade
from autograder.lab import load_lab
from benchmarks.measure import Clock, table
from tests.bank import ROOT, is_training, labs
from tests.make_class import filled, handed_in, solutions

MEMORY = "import resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"


def in_full(lab: str) -> tuple[float, float, float]:
    """Run the source notebook as on a laptop; return seconds, seconds of training cells, peak MB."""
    notebook = nbformat.read(ROOT / "source" / lab / f"{lab}.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(MEMORY))
    client, training = NotebookClient(notebook, timeout=600), 0.0
    with client.setup_kernel(), Clock() as whole:
        for number, cell in enumerate(notebook.cells):
            with Clock() as one:
                client.execute_cell(cell, number)
            training += one.seconds if is_training(cell) else 0.0
    return whole.seconds, training, float(notebook.cells[-1].outputs[0].text)


def main() -> None:
    """Measure the labs named, or all of them, one after the other."""
    os.environ.pop("NBGRADER_EXECUTION", None)
    os.environ["OMP_NUM_THREADS"] = "2"
    rows = []
    for lab in labs():
        if sys.argv[1:] and not lab.startswith(tuple(sys.argv[1:])):
            continue
        seconds, training, megabytes = in_full(lab)
        loaded = load_lab(ROOT, lab)
        perfect = grade(handed_in(filled(lab, solutions(lab)), loaded), loaded, secret="benchmark")
        score = sum(v.earned for v in perfect.verdicts)
        split = perfect.split
        rows.append([lab, f"{seconds:.0f}", f"{training:.0f}", f"{megabytes:.0f}",
                     f"{sum(split.values()):.1f}", f"{split['run']:.1f}", f"{split['judge']:.1f}", f"{score:g}"])  # fmt: skip
    columns = ["lab", "in full, s", "of it training", "peak, MB", "graded, s", "run", "judge", "points"]
    table("Labs, on two threads in full, on one when graded", columns, rows)


if __name__ == "__main__":
    main()
