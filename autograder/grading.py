"""One submission, from bytes to verdicts: a pure function of (submission, lab, seed)."""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from autograder.check import Stopped
from autograder.judge import Verdict, checks_of, run_checks
from autograder.lab import Lab
from autograder.reading import Unreadable
from autograder.repair import repair
from autograder.sandbox.kernel import SandboxedKernel
from autograder.sandbox.limits import Limits
from autograder.submission import Submitted

_JUDGE = re.compile(r"""judge\(\s*["']([\w.-]+)["']\s*\)""")
_HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE)
NOTES_CELL = "grader-notes"


@dataclass
class Graded:
    """The outcome of one submission.

    Attributes
    ----------
    status : str
        ``graded``; ``repaired``, when the file had to be mended; ``stopped``, when a limit ended a
        cell or the notebook; ``unreadable``, when nothing could be graded.
    message : str
        What an instructor should know, in a sentence or two; empty when all went well.
    notebook : bytes
        The finished notebook's file, with outputs and verdicts in nbgrader's terms.
    sha256 : str
        The hash of what was handed in and graded.
    split : dict of str to float
        Seconds spent on ``repair``, ``start``, ``run`` and ``judge``.
    """

    student: str
    lab: str
    status: str
    message: str
    notebook: bytes
    verdicts: list[Verdict]
    sha256: str = ""
    split: dict[str, float] = field(default_factory=dict)

    def row(self) -> dict:
        """Return the row of the JSON report."""
        return {
            "student": self.student,
            "lab": self.lab,
            "score": round(sum(v.earned for v in self.verdicts), 6),
            "max_score": round(sum(v.points for v in self.verdicts), 6),
            "seconds": round(sum(self.split.values()), 3),
            "status": self.status,
            "message": self.message,
            "checks": [v.as_dict() for v in self.verdicts],
        }


def grade(
    submitted: Submitted, lab: Lab, *, secret: str, limits: Limits | None = None, device: str = "cpu"
) -> Graded:
    """Grade one submission.

    Parameters
    ----------
    secret : str
        The course's; with the student and the hash of what was handed in it seeds the checks' random inputs.

    Raises
    ------
    autograder.sandbox.bubblewrap.NoSandbox
        When this host has no sandbox. Nothing in the submission raises.
    """
    if submitted.problem:
        return unreadable(submitted, submitted.problem, lab)
    began = time.monotonic()
    try:
        mended = repair(submitted.notebook, lab)
    except Unreadable as problem:
        return unreadable(submitted, str(problem), lab)
    notes = submitted.notes + mended.notes
    notebook = mended.notebook
    split = {"repair": time.monotonic() - began, "start": 0.0, "run": 0.0, "judge": 0.0}
    sentences, verdicts = _execute(notebook, limits or Limits(), device, secret, submitted, split)
    _fence_raw(notebook)
    status = "stopped" if sentences else "repaired" if notes else "graded"
    _write_notes(notebook, notes)
    return _finished(submitted, status, " ".join((*notes, *sentences)), notebook, verdicts, split)


def unreadable(submitted: Submitted, sentence: str, lab: Lab) -> Graded:
    """Return a zero with a sentence, on an untouched copy of the lab."""
    began = time.monotonic()
    notebook = repair(nbformat.writes(lab.release).encode(), lab).notebook
    verdicts = []
    for cell, exercise in _graded_cells(notebook):
        points = float(cell.metadata.nbgrader.points)
        total = sum(c.points for c in checks_of(exercise))
        failed = [
            Verdict(f"{exercise}.{c.name}", c.points * points / total, 0.0, sentence)
            for c in checks_of(exercise)
        ]
        _write_verdicts(cell, failed)
        verdicts += failed
    _write_notes(notebook, (sentence,))
    split = {"repair": time.monotonic() - began}
    return _finished(submitted, "unreadable", sentence, notebook, verdicts, split)


def _finished(submitted, status, message, notebook, verdicts, split) -> Graded:
    data = nbformat.writes(notebook).encode()
    return Graded(submitted.student, submitted.lab, status, message, data, verdicts, submitted.sha256, split)


def _graded_cells(notebook: NotebookNode) -> list[tuple[NotebookNode, str]]:
    return [(cell, exercise) for cell in notebook.cells if (exercise := _exercise(cell))]


def _exercise(cell: NotebookNode) -> str:
    """Return the exercise a graded cell judges, or nothing for any other cell."""
    meta = cell.metadata.get("nbgrader", {})
    named = _JUDGE.search(cell.source) if cell.cell_type == "code" and meta.get("grade") else None
    return named[1] if named else ""


def _execute(notebook, limits, device, secret, submitted, split) -> tuple[list[str], list[Verdict]]:
    """Run the cells in order, judging each graded one where it stands."""
    sentences: list[str] = []
    verdicts: list[Verdict] = []
    began = time.monotonic()
    with SandboxedKernel(limits, device) as kernel:
        split["start"] = time.monotonic() - began
        for number, cell in enumerate(notebook.cells, start=1):
            if cell.cell_type != "code":
                continue
            began = time.monotonic()
            exercise = _exercise(cell)
            if exercise:
                source, phase = _HIDDEN.sub("", cell.source), "judge"
            else:
                source, phase = cell.source, "run"
            if _has_code(source):
                _run_cell(kernel, cell, source, _name(cell, number), sentences)
            if exercise:
                judged = run_checks(
                    exercise,
                    kernel.transport,
                    secret=secret,
                    student=submitted.student,
                    sha256=submitted.sha256,
                    points=float(cell.metadata.nbgrader.points),
                )
                _write_verdicts(cell, judged)  # replaces whatever the kernel printed here
                verdicts += judged
            split[phase] += time.monotonic() - began
    return sentences, verdicts


def _has_code(source: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in source.splitlines())


def _name(cell: NotebookNode, number: int) -> str:
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return f"`{grade_id}`" if grade_id else f"Cell {number}"


def _run_cell(kernel, cell, source, name, sentences) -> None:
    try:
        ran = kernel.run(source)
    except Stopped as gone:
        cell.outputs = [_error("NotRun", str(gone))]
        return
    cell.outputs = ran.outputs
    if ran.sentence:
        cell.outputs.append(_error("Stopped", ran.sentence))
        sentences.append(f"{name}: {ran.sentence}")


def _error(name: str, sentence: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=sentence, traceback=sentence.split("\n"))


def _write_verdicts(cell: NotebookNode, verdicts: list[Verdict]) -> None:
    """Say it in nbgrader's terms: nothing earned is an error output; all else is one clean number.

    nbgrader scores zero for any error or stderr output, and full marks for a result that is no
    number; so the cell holds exactly what is written here.
    """
    earned = sum(v.earned for v in verdicts)
    points = float(cell.metadata.nbgrader.points)
    lines = [f"{'✗' if v.hint else '✓'} {v.name.rsplit('.', 1)[-1]} ({v.earned:g} of {v.points:g})"
             + (f": {v.hint}" if v.hint else "") for v in verdicts]  # fmt: skip
    report = "\n".join(lines)
    cell.execution_count = None
    if earned <= 0:
        cell.outputs = [_error("ChecksFailed", report)]
        return
    value = f"{min(earned, points):.6g}"
    cell.outputs = [
        new_output("stream", name="stdout", text=report + "\n"),
        new_output("execute_result", data={"text/plain": value}, execution_count=None),
    ]


def _fence_raw(notebook: NotebookNode) -> None:
    """Show raw cells as text: nbconvert puts their source into a page as it is, scripts included."""
    for cell in notebook.cells:
        if cell.cell_type == "raw":
            fence = "`" * (3 + max((len(run) for run in re.findall("`+", cell.source)), default=0))
            cell.cell_type, cell.source = "markdown", f"{fence}text\n{cell.source}\n{fence}"


def _write_notes(notebook: NotebookNode, notes: tuple[str, ...]) -> None:
    if notes:
        text = "\n".join(f"- {html.escape(note)}" for note in notes)
        cell = new_markdown_cell(f"**A note from the grader.**\n\n{text}", id=NOTES_CELL)
        notebook.cells.insert(0, cell)
