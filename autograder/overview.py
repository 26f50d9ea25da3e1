"""The report of a class: one HTML page that needs nothing else, and its table as CSV."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.export import number
from autograder.tallies import MOST_ALIKE, UNUSUAL, HandIn, LabSummary

HERE = Path(__file__).parent / "templates" / "report"
COLUMNS = (
    "student", "last_name", "first_name", "lab", "score", "max_score", "late_penalty", "by_checks", "max_by_checks",
    "seconds", "status", "waits_for", "message",
)  # fmt: skip


def page(labs: Sequence[LabSummary]) -> str:
    """Return the page; a student's text is text in it, and it asks no host for anything."""
    env = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {"median": median, "unusual": UNUSUAL, "most_alike": MOST_ALIKE}
    env.filters["points"] = number
    style, script = ((HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    students = _by_student(labs)
    return env.get_template("page.html.j2").render(
        labs=labs,
        students=students,
        named=any(person.name for person, _ in students),
        made=f"{datetime.now():%Y-%m-%d %H:%M}",
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def csv_rows(labs: Iterable[LabSummary]) -> Iterator[list]:
    """Yield the table of the page, a row a hand-in, after the names of its columns."""
    yield list(COLUMNS)
    for lab in labs:
        for hand_in in lab.hand_ins:
            person, row, score = hand_in.person, hand_in.row, hand_in.score
            yield [
                person.id, person.last_name, person.first_name, lab.name, score.total, lab.max_score, score.penalty,
                row["score"], row["max_score"], row["seconds"], row["status"], " ".join(score.waiting), row["message"],
            ]  # fmt: skip


def sentence(lab: LabSummary) -> str:
    """Return what the terminal says of a lab."""
    parts = [
        f"{lab.name}: {len(lab.hand_ins)} graded",
        f"median {number(lab.median)} of {number(lab.max_score)}",
        *(f"{count} {status}" for status in UNUSUAL if (count := len(lab.of_status(status)))),
    ]
    parts += [f"{lab.waiting} wait for a person"] if lab.waiting else []
    parts += [f"{len(lab.ungraded)} not graded yet"] if lab.ungraded else []
    return ", ".join(parts) + "."


def _by_student(labs: Sequence[LabSummary]) -> list[tuple]:
    """Return for each student: who, and the hand-in of each lab or None."""
    found: dict[str, dict[str, HandIn]] = {}
    for lab in labs:
        for hand_in in lab.hand_ins:
            found.setdefault(hand_in.person.id, {})[lab.name] = hand_in
    return [
        (next(iter(own.values())).person, [own.get(lab.name) for lab in labs])
        for _, own in sorted(found.items())
    ]


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
