"""``make demo``: a made-up class hands in lab 01; grade it, write feedback and a CSV, show the table."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.bank import ROOT
from tests.make_class import bank_answer, filled, make_course, release, solutions, submit, text

LAB = "01_custom_rnn"
DEMO = ROOT / "demo"

ENDLESS = """step = 0
while True:
    step = step + 1
"""
HOG = """kept = []
while True:
    kept.append(torch.ones(64, 2**20))
"""
FLOOD = """for _ in range(100):
    print("h" * 2**20)


"""
SPY = """import os, socket
from pathlib import Path

found = []
for folder, _, files in os.walk("/", topdown=True):
    if not folder.startswith(("/proc", "/usr", "/lib")):
        found += [f for f in files if f.startswith(("gradebook", "lab0", "shadow")) or f.endswith(".ipynb")]
print("files found:", found)
for address in ("1.1.1.1", "127.0.0.1"):
    try:
        socket.create_connection((address, 80), timeout=2)
        print("reached", address)
    except OSError as error:
        print("network:", error)
try:
    print(Path("/proc/1/environ").read_bytes())
except OSError as error:
    print("processes:", error)


"""


def demo_class() -> dict[str, bytes]:
    """Return what each student of the made-up class hands in."""
    right = solutions(LAB)
    half = {cell: right[cell] for cell in ("step", "init_state", "num_parameters")}
    other_style = {
        cell: bank_answer(LAB, cell, path)
        for cell, path in {"step": "right_einsum", "recurrence": "right_index"}.items()
    }
    mistakes = {
        "step": bank_answer(LAB, "step", "wrong_no_tanh"),
        "recurrence": bank_answer(LAB, "recurrence", "wrong_fresh_zeros"),
        "num_parameters": bank_answer(LAB, "num_parameters", "wrong_two_biases"),
    }
    return {
        "01-perfect": text(filled(LAB, right)),
        "02-perfect-other-style": text(filled(LAB, {**right, **other_style})),
        "03-half-done": text(filled(LAB, half)),
        "04-untouched": text(release(LAB)),
        "05-three-mistakes": text(filled(LAB, {**right, **mistakes})),
        "06-endless-loop": text(filled(LAB, {**right, "num_parameters": ENDLESS})),
        "07-memory-hog": text(filled(LAB, {**right, "copy_weights": HOG})),
        "08-prints-100-MB": text(filled(LAB, {**right, "step": FLOOD + right["step"]})),
        "09-spy": text(filled(LAB, {**right, "init_state": SPY + right["init_state"]})),
        "10-not-json": b"print('I exported a script by mistake')\n",
        "11-renamed": text(filled(LAB, right)),
        "12-cut-off": text(filled(LAB, right))[:-9000],
    }


def main() -> int:
    """Build, grade, write feedback and the CSV; say where to look."""
    began = time.monotonic()
    shutil.rmtree(DEMO, ignore_errors=True)
    make_course(DEMO, [LAB])
    config = DEMO / "nbgrader_config.py"
    limits = "configure(c, notebook_seconds=30, memory_mb=2048)"
    config.write_text(config.read_text().split("configure(c,")[0] + limits + "\n")
    for student, data in demo_class().items():
        submit(
            DEMO, student, LAB, data, "Copy of 01_custom_rnn (1).ipynb" if student == "11-renamed" else None
        )
    bin_folder = Path(sys.executable).parent

    def run(*command: str) -> None:
        subprocess.run([str(bin_folder / command[0]), *command[1:]], cwd=DEMO, check=True)

    run("autograder", "grade", LAB, "--json", "grades.json")
    run("autograder", "report", LAB)
    run("nbgrader", "generate_feedback", LAB, "--log-level=ERROR")
    run("nbgrader", "export", "--to", "grades.csv", "--log-level=ERROR")
    feedback = (DEMO / "feedback" / "05-three-mistakes" / LAB / f"{LAB}.html").relative_to(Path.cwd())
    print(f"\nThe class took {time.monotonic() - began:.0f} seconds. Look at:")
    print(f"  {feedback}   what a student reads")
    print(f"  {(DEMO / 'report.html').relative_to(Path.cwd())}   the class on one page, for instructors")
    print(
        f"  {(DEMO / 'grades.csv').relative_to(Path.cwd())}   the gradebook as CSV; grades.json has every check and hint"
    )
    print("  cd demo && ../.venv/bin/jupyter lab, then Nbgrader > Formgrader, for the instructor's view")
    return 0


if __name__ == "__main__":
    sys.exit(main())
