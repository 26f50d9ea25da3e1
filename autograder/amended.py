"""A lab whose graded cells or points changed after its class was graded: what differs, and the gradebook brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, Notebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from traitlets.config import Config

from autograder.gradebook import generate
from autograder.lab import Lab

KINDS = ("grade", "solution", "task", "source")  # as nbgrader's `Notebook` and `Gradebook` call cells


def changes(coursedir: CourseDirectory, lab: Lab) -> list[str]:
    """Return what the gradebook has otherwise than the lab: points, graded cells, answers; nothing where it has none.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course directory.
    lab : Lab
        The lab, its source and its release.

    Returns
    -------
    list of str
        What differs, a few words each.
    """
    wanted = _wanted(lab)
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            known = _known(gradebook.find_notebook(lab.name, lab.name))
        except MissingEntry:
            return []
        worth = {name: cell.max_score for kind in ("grade", "task") for name, cell in known[kind].items()}
    found = []
    for name, points in {**wanted["grade"], **wanted["task"]}.items():
        if name in worth and worth[name] != points:
            found.append(f"{name}: {worth[name]:g} points, now {points:g}")
    for said, here, there in (("new", wanted, known), ("gone", known, wanted)):
        names = dict.fromkeys(
            n for kind in ("grade", "task", "solution") for n in here[kind] if n not in there[kind]
        )
        found += [f"{said}: {', '.join(names)}"] if names else []
    return found


def was_graded(coursedir: CourseDirectory, lab: Lab) -> bool:
    """Say whether the gradebook has a submission of this lab.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course directory.
    lab : Lab
        The lab, its source and its release.

    Returns
    -------
    bool
        Whether it has one, of any student.
    """
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        return bool(gradebook.find_assignment(lab.name).num_submissions)


def copy_aside(coursedir: CourseDirectory) -> Path | None:
    """Copy the gradebook to a file beside it, and return that; of a database that is no file, there is none."""
    address = make_url(coursedir.db_url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    path = Path(address.database)
    copy = path.with_name(f"{path.stem}-{datetime.now():%Y%m%d-%H%M%S}{path.suffix}")
    with closing(sqlite3.connect(path)) as book, closing(sqlite3.connect(copy)) as to:
        book.backup(to)
    return copy


def amend(coursedir: CourseDirectory, config: Config, lab: Lab) -> None:
    """Give the gradebook the lab's cells; what was given for a cell that is gone goes with it, all else stays.

    nbgrader itself refuses that once there are submissions.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course directory.
    config : traitlets.config.Config
        The course's configuration, as `course_dir.load_config` gives it.
    lab : Lab
        The lab, its source and its release.
    """
    wanted = _wanted(lab)
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        notebook = gradebook.find_notebook(lab.name, lab.name)
        known = _known(notebook)
        for kind in KINDS:
            _remove(gradebook.db, [cell for name, cell in known[kind].items() if name not in wanted[kind]])
        gradebook.db.commit()
        for kind in KINDS:
            for name in wanted[kind].keys() - known[kind].keys():
                made = getattr(gradebook, f"add_{kind}_cell")(name, lab.name, lab.name, **_needed(kind))
                for submission in notebook.submissions:
                    if kind in ("grade", "task"):
                        gradebook.db.add(Grade(cell_id=made.id, notebook_id=submission.id))
                    if kind in ("solution", "task"):
                        gradebook.db.add(Comment(cell_id=made.id, notebook_id=submission.id))
        gradebook.db.commit()
    generate(config, lab.name)  # writes points, texts and kinds


def _wanted(lab: Lab) -> dict[str, dict[str, float]]:
    """Return the names of the lab's cells by kind, with their points."""
    found = {kind: {} for kind in KINDS}
    for cell in lab.source.cells:
        kinds = {"grade": is_grade(cell), "solution": is_solution(cell), "task": is_task(cell)}
        kinds["source"] = any(kinds.values()) or is_locked(cell)
        for kind in (kind for kind, holds in kinds.items() if holds):
            meta = cell.metadata.nbgrader
            found[kind][meta.grade_id] = float(meta.get("points", 0))
    return found


def _known(notebook: Notebook) -> dict[str, dict]:
    return {kind: {cell.name: cell for cell in getattr(notebook, f"{kind}_cells")} for kind in KINDS}


def _needed(kind: str) -> dict:
    """Return what the database asks of a cell that nbgrader fills in afterwards."""
    needed = {"source": {"cell_type": "code"}, "solution": {}}
    return needed.get(kind, {"cell_type": "code", "max_score": 0})


def _remove(db: Session, cells: Iterable) -> None:
    for cell in cells:
        for row in (Grade, Comment):
            for given in (
                db.scalars(select(row).where(row.cell_id == cell.id)) if hasattr(cell, "grades") else ()
            ):
                db.delete(given)
        db.flush()
        db.delete(cell)
