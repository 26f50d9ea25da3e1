"""What is known of a class and a lab: rows, grades, answers, and the numbers that an instructor asks for."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder.cards import title
from autograder.course_dir import CannotGrade, find_students
from autograder.gradebook import autograded_folder, read_verdicts
from autograder.lab import graded_labs, load_graded_lab
from autograder.scores import CellPoints, Person, Score, read_cells, read_people, read_scores, read_tasks
from autograder.similar import ALL, Alike, find_alike

SECONDS = (0, 5, 10, 20, 30, 60, 120, 300)  # from where to where times are counted together
UNUSUAL = ("unreadable", "stopped", "repaired")  # the most serious first
MOST_ALIKE = 40  # pairs and groups that are shown
EXCERPT = 4_000  # characters of an answer that is shown


@dataclass(frozen=True)
class HandIn:
    """One graded submission: who, what the grader saved of it, and what it counts in the gradebook."""

    person: Person
    row: dict
    score: Score


@dataclass(frozen=True)
class CheckCount:
    """How many got a check, of those that could be tried, and the hints of the others, the commonest first."""

    name: str
    got: int
    tried: int
    hints: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """Return the part that got it."""
        return self.got / self.tried


@dataclass(frozen=True)
class LabSummary:
    """A class in one lab.

    Attributes
    ----------
    ungraded : list of str
        Who handed something in that has no row yet.
    cells : list of CellPoints
        In the order of the lab.
    alike : list of Alike
        With two answers each, in `texts`.
    """

    name: str
    title: str
    max_score: float
    hand_ins: list[HandIn]
    ungraded: list[str]
    cells: list[CellPoints]
    alike: list[Alike]
    texts: list[tuple[str, str]]

    @property
    def median(self) -> float:
        """Return the median of the points that count."""
        return median(hand_in.score.total for hand_in in self.hand_ins)

    @property
    def seconds(self) -> list[float]:
        """Return what each hand-in took to grade."""
        return [hand_in.row["seconds"] for hand_in in self.hand_ins]

    @property
    def waiting(self) -> int:
        """Return how many hand-ins wait for a person."""
        return sum(bool(hand_in.score.waiting) for hand_in in self.hand_ins)

    def of_status(self, status: str) -> list[HandIn]:
        """Return the hand-ins of a status."""
        return [hand_in for hand_in in self.hand_ins if hand_in.row["status"] == status]

    def waits_for(self, cell: str) -> list[HandIn]:
        """Return the hand-ins in which a person has to look at a cell."""
        return [hand_in for hand_in in self.hand_ins if cell in hand_in.score.waiting]

    def score_bars(self) -> list[tuple[str, int]]:
        """Return how many have which part of the points, in tenths."""
        worth = self.max_score or 1.0
        tenths = Counter(min(int(10 * h.score.total / worth + 1e-9), 9) for h in self.hand_ins)
        return [(f"{10 * at}–{10 * at + 10} %", tenths[at]) for at in range(10)]

    def time_bars(self) -> list[tuple[str, int]]:
        """Return how many took how long, without what is empty at both ends."""
        counts = Counter(bisect_right(SECONDS, seconds) - 1 for seconds in self.seconds)
        ends = [f"–{end} s" for end in SECONDS[1:]] + [" s and more"]
        return [(f"{SECONDS[at]}{ends[at]}", counts[at]) for at in range(min(counts), max(counts) + 1)]

    def hardest(self) -> list[CheckCount]:
        """Return the checks that somebody did not get, the hardest first."""
        got, tried, hints = Counter(), Counter(), {}
        for hand_in in self.hand_ins:
            if hand_in.row["status"] == "unreadable":
                continue
            for check in hand_in.row["checks"]:
                name = check["name"].removeprefix(f"{self.name}.")
                tried[name] += 1
                got[name] += not check["hint"]
                if check["hint"]:
                    hints.setdefault(name, Counter())[check["hint"]] += 1
        found = [
            CheckCount(name, got[name], tried[name], tuple(said.most_common(2)))
            for name, said in hints.items()
        ]
        return sorted(found, key=lambda check: check.share)


def summarise(coursedir: CourseDirectory, labs: Sequence[str]) -> Iterator[LabSummary]:
    """Yield what is known of each lab; without names, of every lab that something was graded of.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course directory.
    labs : sequence of str
        Their names; may be empty.

    Yields
    ------
    LabSummary
        In the order of the labs.

    Raises
    ------
    CannotGrade
        When nothing was graded.
    LookupError
        When there is no lab of a name.
    """
    course_dir = Path(coursedir.root)
    loaded = [load_graded_lab(course_dir, name) for name in labs or graded_labs(course_dir)]
    saved = {lab.name: dict(_rows(coursedir, lab.name)) for lab in loaded}
    missing = [lab.name for lab in loaded if not saved[lab.name]]
    if len(missing) == len(loaded) or (labs and missing):
        raise CannotGrade(
            f"Nothing is graded of {', '.join(missing)}: run `autograder grade {missing[0]}` first."
        )
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        db = gradebook.db
        people = {person.id: person for person in read_people(db)}
        tasks = {task.name: task for task in read_tasks(db)}
        for lab in loaded:
            if rows := saved[lab.name]:
                if lab.name not in tasks:
                    raise CannotGrade(
                        f"The gradebook has no {lab.name}: run `autograder grade {lab.name}` first."
                    )
                task = tasks[lab.name]
                scores = read_scores(db, [task])[lab.name]
                yield _summary(coursedir, lab, rows, people, scores, task.max_score, read_cells(db, task))


def _rows(coursedir: CourseDirectory, lab: str) -> Iterator[tuple[str, dict]]:
    """Yield what the grader saved of each student."""
    root = Path(coursedir.root, coursedir.autograded_directory)
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if found := read_verdicts(autograded_folder(coursedir, folder.name, lab)):
            yield folder.name, found[0]


def _summary(coursedir, lab, rows, people, scores, max_score, cells) -> LabSummary:
    hand_ins = [
        HandIn(people.get(student, Person(student)), row, scores.get(student, Score(row["score"], 0.0, None)))
        for student, row in rows.items()
    ]
    answers = {
        hand_in.person.id: _answers(autograded_folder(coursedir, hand_in.person.id, lab.name), lab.name)
        for hand_in in hand_ins
        if hand_in.row["status"] != "unreadable"
    }
    alike = find_alike(lab, answers)
    order = [c.metadata.nbgrader.grade_id for c in lab.source.cells if "nbgrader" in c.metadata]
    return LabSummary(
        name=lab.name,
        title=title(lab),
        max_score=max_score,
        hand_ins=hand_ins,
        ungraded=[student for student in find_students(coursedir, lab.name) if student not in rows],
        cells=[cells[name] for name in order if name in cells],
        alike=alike,
        texts=[tuple(_excerpt(answers[s], a.where) for s in a.students[:2]) for a in alike[:MOST_ALIKE]],
    )


def _answers(folder: Path, lab: str) -> dict[str, str]:
    """Return the answers in a graded notebook, by grade id."""
    try:
        cells = json.loads((folder / f"{lab}.ipynb").read_bytes())["cells"]
    except (OSError, ValueError):
        return {}
    known = ((cell["metadata"].get("nbgrader", {}), cell["source"]) for cell in cells)
    return {about["grade_id"]: "".join(text) for about, text in known if about.get("solution")}


def _excerpt(answers: dict[str, str], where: str) -> str:
    text = "\n\n".join(answers.values()) if where == ALL else answers[where]
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}\n…"
