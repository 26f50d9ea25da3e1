"""One submission, from bytes to verdicts: a pure function of (submission, lab, seed)."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace

import nbformat
from nbformat import NotebookNode

from autograder.judging import Verdict, checks_of, run_checks
from autograder.lab import Lab, exercise_of, version_of
from autograder.reading import Unreadable
from autograder.repair import repair
from autograder.reply import Stopped
from autograder.running import Session, Step
from autograder.said import WENT_ON, Failure, Said, error_of, hidden_files
from autograder.sandbox.limits import Limits
from autograder.submission import Submitted
from autograder.text import any_in_doubt
from autograder.verdicts import error_output, fence_raw, write_notes, write_verdicts

_HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE)
NEEDED = {
    "setup",
    "training",
    "own",
}  # tags of cells whose names a check may need; `own`: the student's own cells
ATTEMPTS = 2  # at a submission whose sandbox is ended from outside


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
    processor : float
        Seconds of processor time that the notebook used.
    split : dict of str to float
        Seconds spent on ``repair``, ``start``, ``run`` and ``judge``.
    version : str
        The version of the course that graded it.
    in_doubt : bool
        Whether points may be lost with what could not be read.
    """

    student: str
    lab: str
    status: str
    message: str
    notebook: bytes
    verdicts: list[Verdict]
    sha256: str = ""
    processor: float = 0.0
    split: dict[str, float] = field(default_factory=dict)
    version: str = ""
    in_doubt: bool = False

    def row(self) -> dict:
        """Return the row of the JSON report."""
        return {
            "student": self.student,
            "lab": self.lab,
            "version": self.version,
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
    submitted : Submitted
        What was handed in.
    lab : Lab
        The lab it belongs to.
    secret : str
        The course's; with the student and the hash of what was handed in it seeds the checks' random inputs.
    limits : Limits, optional
        Of time, memory and the rest; unless given, the defaults.
    device : {"cpu", "cuda"}
        Where the lab's tensors live.

    Returns
    -------
    Graded
        Also for what cannot be read: with zero points and a sentence.

    Raises
    ------
    autograder.sandbox.bubblewrap.NoSandbox
        When this host has no sandbox. Nothing in the submission raises.
    RuntimeError
        When its sandbox was ended from outside in each attempt.
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
    for _ in range(ATTEMPTS):
        said, verdicts = _execute(notebook, lab, limits or Limits(), device, secret, submitted, split)
        if not said.lost:
            break
    else:
        raise RuntimeError("its sandbox was ended from outside, again and again")
    fence_raw(notebook)
    status = "stopped" if said.limits else "repaired" if notes else "graded"
    stops = [
        f"{', '.join(names)}: {sentence}" if names else sentence for sentence, names in said.limits.items()
    ]
    notes = (*notes, *said.notes, *stops)
    write_notes(notebook, notes)
    graded = _finished(submitted, lab, status, " ".join(notes), notebook, verdicts, split)
    return replace(graded, processor=said.processor, in_doubt=any_in_doubt(notes))


def unreadable(submitted: Submitted, sentence: str, lab: Lab) -> Graded:
    """Return a zero with a sentence, on an untouched copy of the lab.

    Parameters
    ----------
    submitted : Submitted
        What was handed in.
    sentence : str
        Why it cannot be graded.
    lab : Lab
        The lab it belongs to.

    Returns
    -------
    Graded
        Every check with zero points and that sentence.
    """
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
        write_verdicts(cell, failed)
        verdicts += failed
    write_notes(notebook, (sentence,))
    split = {"repair": time.monotonic() - began}
    return _finished(submitted, lab, "unreadable", sentence, notebook, verdicts, split)


def _finished(submitted, lab, status, message, notebook, verdicts, split) -> Graded:
    data, student, sha256 = nbformat.writes(notebook).encode(), submitted.student, submitted.sha256
    about = {"sha256": sha256, "split": split, "version": version_of(lab)}
    return Graded(student, lab.name, status, message, data, verdicts, **about)


def _graded_cells(notebook: NotebookNode) -> list[tuple[NotebookNode, str]]:
    return [(cell, exercise) for cell in notebook.cells if (exercise := exercise_of(cell))]


def _execute(notebook, lab, limits, device, secret, submitted, split) -> tuple[Said, list[Verdict]]:
    """Run the cells in order, judging each graded one where it stands."""
    said, verdicts, exercise = Said(), [], 0
    given = {cell.id: cell for cell in lab.source.cells if cell.cell_type == "code"}
    began = time.monotonic()
    with Session(limits, device, submitted.files) as session:
        split["start"] = time.monotonic() - began
        if late := _late_setup(notebook, given):
            session.run(Step(f"{late.id}-first", exercise), given[late.id].source)
            said.notes.append(
                f"Set-up `{late.id}` stands below an answer; the lab's own ran before all cells."
            )
        said.notes += hidden_files(submitted.files, notebook)
        for number, cell in enumerate(notebook.cells, start=1):
            if cell.cell_type != "code":
                continue
            began, labs_own = time.monotonic(), given.get(cell.id)
            judged, meta = exercise_of(cell), cell.metadata.get("nbgrader", {})
            name = f"`{cell.id}`" if labs_own else f"Cell {number}"
            source = _HIDDEN.sub("", cell.source) if judged else cell.source
            if _has_code(source):
                tags = _tags(labs_own) if labs_own else {"own"}
                answer = bool(meta.get("solution"))
                step = Step(cell.id, exercise, answer, answer or bool(judged) or bool(tags & NEEDED))
                unchanged = labs_own is not None and source == labs_own.source
                failed = _run_cell(session, step, cell, source, name, said, unchanged)
                if failed and "setup" in tags:
                    session.run(Step(f"{cell.id}-own", exercise), labs_own.source)
                if failed:
                    failed = replace(failed, training="training" in tags)
                    said.fail(failed, "setup" in tags, unchanged)
            if judged:
                session.exercise, before = exercise, len(session.sentences)
                found = run_checks(
                    judged,
                    session.transport,
                    secret=secret,
                    student=submitted.student,
                    sha256=submitted.sha256,
                    points=float(meta["points"]),
                )
                for sentence in session.sentences[before:]:
                    said.stopped(name, sentence)
                below = _below(notebook, number, given)
                found = [said.cause(verdict, exercise, below) for verdict in found]
                write_verdicts(cell, found)  # replaces whatever the kernel printed here
                verdicts += found
                exercise += 1
            split["judge" if judged else "run"] += time.monotonic() - began
        said.processor, said.lost = session.processor, session.lost
    return said, verdicts


def _late_setup(notebook: NotebookNode, given: dict[str, NotebookNode]) -> NotebookNode | None:
    """Return the set-up cell where it stands below an answer."""
    answered = False
    for cell in notebook.cells:
        answered = answered or (bool(cell.metadata.get("nbgrader", {}).get("solution")) and _runs(cell))
        if cell.id in given and "setup" in _tags(given[cell.id]):
            return cell if answered else None
    return None


def _below(notebook: NotebookNode, number: int, given: dict[str, NotebookNode]) -> list[tuple[str, str]]:
    """Return name and text of the cells behind the one of this number."""
    later = enumerate(notebook.cells[number:], start=number + 1)
    named = [(f"`{cell.id}`" if cell.id in given else f"cell {n}", cell) for n, cell in later]
    return [(name, cell.source) for name, cell in named if cell.cell_type == "code"]


def _runs(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and _has_code(cell.source)


def _tags(cell: NotebookNode) -> set[str]:
    return {*cell.metadata.get("tags", ()), *({"setup"} & {cell.id})}


def _has_code(source: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in source.splitlines())


def _run_cell(session, step, cell, source, name, said, unchanged) -> Failure | None:
    """Run one cell and keep its outputs; return what stopped it before its end, if something did."""
    try:
        ran = session.run(step, source)
    except Stopped as gone:
        cell.outputs = [error_output("NotRun", str(gone))]
        said.limits.setdefault(str(gone), [])
        return Failure(name, str(gone), source, answer=step.exercise if step.answer else None)
    cell.outputs = ran.outputs
    if not unchanged:  # the lab's own line for Colab is nobody's mistake
        said.skip(ran, name)
    answers = step.exercise if step.answer else None
    if ran.sentence:
        cell.outputs.append(error_output("Stopped", ran.sentence))
        said.stopped(name, ran.sentence)
        if ran.gone and not step.answer:
            return Failure(name, ran.sentence.removesuffix("."), source, ended=True, answer=step.exercise)
        return Failure(name, ran.sentence.removesuffix("."), source, answer=answers)
    if not ran.error:
        return None
    return Failure(name, error_of(ran), source, WENT_ON in ran.notes, answer=answers)
