"""One submission, from bytes to verdicts: a pure function of (submission, lab, seed)."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace

import nbformat
from nbformat import NotebookNode

from autograder.check import Stopped
from autograder.judging import Verdict, checks_of, run_checks
from autograder.lab import Lab, exercise_of, version_of
from autograder.reading import Unreadable
from autograder.repair import repair
from autograder.running import Session, Step
from autograder.sandbox.limits import Limits
from autograder.submission import Submitted
from autograder.text import clean
from autograder.verdicts import error_output, fence_raw, write_notes, write_verdicts

_HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE)
NEEDED = {
    "setup",
    "training",
    "own",
}  # tags of cells whose names a check may need; `own`: the student's own cells
# What `sandbox.inside` names in a cell's outputs; anything else that comes from there is not said.
SKIPPED = {
    "shell": "Shell lines and %pip do nothing while a notebook is graded (first in {}).",
    "magic": "A magic that is not known here was skipped (first in {}).",
    "cell magic": "A cell in another language, such as %%bash, was not run (first {}).",
    "colab": "`google.colab` is a stand-in while a notebook is graded: no drive, no files (first in {}).",
    "exit": "Leaving is an error of the cell that tries, nothing more (first in {}).",
    "flood": "{} printed more than is kept; the rest was left out.",
}


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
    said, verdicts = _execute(notebook, lab, limits or Limits(), device, secret, submitted, split)
    fence_raw(notebook)
    status = "stopped" if said.limits else "repaired" if notes else "graded"
    stops = [
        f"{', '.join(names)}: {sentence}" if names else sentence for sentence, names in said.limits.items()
    ]
    notes = (*notes, *said.notes, *stops)
    write_notes(notebook, notes)
    return _finished(submitted, lab, status, " ".join(notes), notebook, verdicts, split, said.processor)


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


def _finished(submitted, lab, status, message, notebook, verdicts, split, processor=0.0) -> Graded:
    data, student, sha256 = nbformat.writes(notebook).encode(), submitted.student, submitted.sha256
    version = version_of(lab)
    return Graded(student, lab.name, status, message, data, verdicts, sha256, processor, split, version)


def _graded_cells(notebook: NotebookNode) -> list[tuple[NotebookNode, str]]:
    return [(cell, exercise) for cell in notebook.cells if (exercise := exercise_of(cell))]


def _execute(notebook, lab, limits, device, secret, submitted, split) -> tuple[Said, list[Verdict]]:
    """Run the cells in order, judging each graded one where it stands."""
    said, verdicts, exercise = Said(), [], 0
    given = {cell.id: cell for cell in lab.source.cells if cell.cell_type == "code"}
    began = time.monotonic()
    with Session(limits, device, submitted.files) as session:
        split["start"] = time.monotonic() - began
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
                    said.notes.append(f"Set-up {name} failed ({failed}); the lab's own ran after it.")
                elif failed and answer:
                    said.failed[exercise] = f"The cell {name} ended before its end: {failed}."
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
                found = [_with_cause(verdict, said.failed.get(exercise)) for verdict in found]
                write_verdicts(cell, found)  # replaces whatever the kernel printed here
                verdicts += found
                exercise += 1
            split["judge" if judged else "run"] += time.monotonic() - began
        said.processor = session.processor
    return said, verdicts


@dataclass
class Said:
    """What is to be said of a run.

    Attributes
    ----------
    notes : list of str
        What was skipped, dropped or run in place of something.
    limits : dict of str to list of str
        Which limit ended something, and the names of the cells.
    skipped : set of str
        The names of what was said already; each is said once.
    failed : dict of int to str
        Which answer of an exercise did not run to its end, and why.
    processor : float
        Seconds of processor time.
    """

    notes: list[str] = field(default_factory=list)
    limits: dict[str, list[str]] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    failed: dict[int, str] = field(default_factory=dict)
    processor: float = 0.0

    def stopped(self, name: str, sentence: str) -> None:
        """Note that a limit ended this cell or its check.

        Parameters
        ----------
        name : str
            The cell's.
        sentence : str
            Which limit it was.
        """
        names = self.limits.setdefault(sentence, [])
        names += [] if name in names else [name]


def _tags(cell: NotebookNode) -> set[str]:
    return {*cell.metadata.get("tags", ()), *({"setup"} & {cell.id})}


def _has_code(source: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in source.splitlines())


def _run_cell(session, step, cell, source, name, said, unchanged) -> str:
    """Run one cell and keep its outputs; return what stopped it before its end, or nothing."""
    try:
        ran = session.run(step, source)
    except Stopped as gone:
        cell.outputs = [error_output("NotRun", str(gone))]
        said.limits.setdefault(str(gone), [])
        return str(gone)
    cell.outputs = ran.outputs
    for skipped in sorted(ran.notes & set(SKIPPED) - said.skipped):
        if not unchanged:  # the lab's own line for Colab is nobody's mistake
            said.skipped.add(skipped)
            said.notes.append(SKIPPED[skipped].format(name))
    if ran.sentence:
        cell.outputs.append(error_output("Stopped", ran.sentence))
        said.stopped(name, ran.sentence)
        if ran.gone and not step.answer:
            said.failed[step.exercise] = (
                f"{name} ended the kernel, so the answers that it uses were left out."
            )
        return ran.sentence.removesuffix(".")
    if not ran.error:
        return ""
    raised = next((o for o in ran.outputs if o.output_type == "error"), None)
    if raised is None:
        return "an error"
    if raised.ename == "StdinNotImplementedError":
        return "it calls input(), which nobody answers while a notebook is graded"
    return clean(f"{raised.ename}: {raised.evalue}".removesuffix(": "))


def _with_cause(verdict: Verdict, cause: str | None) -> Verdict:
    """Add to a hint about a missing name why the cell that defines it did not."""
    if not cause or not verdict.hint.startswith("A name is missing"):
        return verdict
    return replace(verdict, hint=f"{verdict.hint} {cause}")
