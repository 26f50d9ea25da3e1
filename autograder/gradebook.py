"""A class's rows in nbgrader's database and its files in ``autograded/``, written straight, a batch at a time."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import chdir, suppress
from fnmatch import fnmatch
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import find_all_files
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, load_only, selectinload
from traitlets.config import Config

from autograder.files import VERDICTS, submitted_at, write_files
from autograder.finished import Finished

INDEXES = {"grade": "notebook_id", "comment": "notebook_id", "submitted_notebook": "assignment_id"}


def register(coursedir: CourseDirectory, config: Config, lab: str) -> None:
    """Put the lab into the gradebook if it is not there yet; ``release/`` stays as it is.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course directory.
    config : traitlets.config.Config
        The course's configuration, as `course_dir.load_config` gives it.
    lab : str
        Its name, such as ``01_custom_rnn``.
    """
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        _index(gradebook.engine)
        try:
            if gradebook.find_assignment(lab).notebooks:
                return
        except MissingEntry:
            pass
    generate(config, lab)


def generate(config: Config, lab: str) -> None:
    """Have nbgrader put the lab's cells into the gradebook; the notebook that it makes is thrown away.

    Parameters
    ----------
    config : traitlets.config.Config
        The course's configuration, as `course_dir.load_config` gives it.
    lab : str
        Its name, such as ``01_custom_rnn``.
    """
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = CourseDirectory(config=config, assignment_id=lab, release_directory=folder)
        GenerateAssignment(coursedir=elsewhere, config=config).start()


def autograded_folder(coursedir: CourseDirectory, student: str, lab: str) -> Path:
    """Return where nbgrader keeps a graded submission.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course directory.
    student : str
        The student's id: the folder's name.
    lab : str
        Its name, such as ``01_custom_rnn``.

    Returns
    -------
    Path
        It need not be there.
    """
    return Path(coursedir.format_path(coursedir.autograded_directory, student, lab))


def write_beside(coursedir: CourseDirectory, finished: Finished, masters: Iterable[str] = ()) -> None:
    """Write what was handed in beside the notebook, but for what nbgrader is set to ignore.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course directory.
    finished : Finished
        The graded submission.
    masters : iterable of str
        Names of the lab's own files, in whose way nothing is written.
    """
    folder = autograded_folder(coursedir, finished.student, finished.lab)
    files = [
        file
        for file in finished.files
        if not any(fnmatch(part, pattern) for part in file.name.split("/") for pattern in coursedir.ignore)
    ]
    write_files(files, folder, timestamp=finished.timestamp, masters=masters)


def read_verdicts(folder: Path) -> tuple[dict, str, str] | None:
    """Return the row of a graded submission and the fingerprints of what was handed in and of the course."""
    try:
        row = json.loads((folder / VERDICTS).read_text(encoding="utf-8"))
        submission, course = row.pop("submission"), row.pop("course")
    except (OSError, ValueError, KeyError):
        return None
    return row, submission, course


def write_verdicts(folder: Path, data: bytes, mode: int) -> None:
    """Leave ``verdicts.json`` in a folder of ``autograded/``, whole or not at all: it says that all else is saved.

    Parameters
    ----------
    folder : Path
        A folder of ``autograded/``.
    data : bytes
        What the file holds.
    mode : int
        Its permissions.
    """
    aside = folder / f".{VERDICTS}"
    aside.write_bytes(data)
    os.chmod(aside, mode)
    os.replace(aside, folder / VERDICTS)


class LabBook:
    """The gradebook and ``autograded/`` while a lab's class is graded; use it as a context manager.

    Rows, files, modes, comments and penalties are those that nbgrader's own ``autograde`` leaves. For each submission
    they are saved in this order: files, rows, ``verdicts.json``; one that was stopped in between has no verdicts and
    is graded again.
    """

    def __init__(self, config: Config, lab: str, course: str):
        self._coursedir = coursedir = CourseDirectory(config=config, assignment_id=lab)
        self._autograde = Autograde(coursedir=coursedir, config=config)  # for its settings
        self._lab, self._course = lab, course
        self._penalties = AssignLatePenalties(config=config)
        self._penalties.init_plugin()
        folder = coursedir.format_path(coursedir.source_directory, ".", lab)
        kept = {Path(folder, name) for name in self._autograde.exclude_overwriting.get(lab, [])}
        found = map(Path, find_all_files(folder, [*coursedir.ignore, "*.ipynb"]))
        self._masters = {path.relative_to(folder).as_posix(): path for path in found if path not in kept}

    def __enter__(self) -> LabBook:
        self._book = Gradebook(self._coursedir.db_url, self._coursedir.course_id)
        if self._book.engine.dialect.name == "sqlite":
            event.listen(self._book.engine, "connect", _for_many)
            self._book.engine.dispose()  # the connection that was made before
        lab = self._book.find_assignment(self._lab)
        self._assignment = lab.id
        self._cells = {notebook.id: [] for notebook in lab.notebooks}
        self._notebook = next(notebook.id for notebook in lab.notebooks if notebook.name == self._lab)
        columns = (BaseCell.id, BaseCell.name, BaseCell.type, BaseCell.notebook_id)
        for cell in self._book.db.execute(select(*columns).where(BaseCell.notebook_id.in_(self._cells))):
            self._cells[cell.notebook_id].append(cell)
        self._names = {cell.id: cell.name for cell in self._cells[self._notebook]}
        self._book.db.remove()
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def save(self, batch: Iterable[Finished]) -> dict[str, str]:
        """Save submissions, their rows in one transaction; return what went wrong, by student.

        Of such a one nothing is left in ``autograded/``.
        """
        written, failed = [], {}
        for finished in batch:
            try:
                self._write(finished)
                written.append(finished)
            except OSError as error:
                failed[finished.student] = _reason(error)
        failed |= self._save_rows(written)
        for finished in written:
            if finished.student in failed:
                continue
            try:
                folder = autograded_folder(self._coursedir, finished.student, self._lab)
                write_verdicts(folder, finished.verdicts(self._course), self._mode)
                self._call_hook(finished.student, folder)
            except OSError as error:
                failed[finished.student] = _reason(error)
        for student in failed:
            shutil.rmtree(autograded_folder(self._coursedir, student, self._lab), ignore_errors=True)
        return failed

    @property
    def _mode(self) -> int:
        return int(str(self._autograde.permissions), 8)

    def _write(self, finished: Finished) -> None:
        """Write all files but the verdicts, in place of what is there."""
        target = autograded_folder(self._coursedir, finished.student, self._lab)
        (target / VERDICTS).unlink(missing_ok=True)
        if target.exists():
            shutil.rmtree(target)
        target.mkdir(parents=True)
        write_beside(self._coursedir, finished, masters=self._masters)
        for name, path in self._masters.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)
        (target / f"{self._lab}.ipynb").write_bytes(finished.notebook)
        self._autograde.set_permissions(self._lab, finished.student)

    def _call_hook(self, student: str, folder: Path) -> None:
        """Call what an instructor has nbgrader call after each submission (``Autograde.post_convert_hook``)."""
        self._coursedir.student_id = student
        self._autograde.notebooks = [str(folder / f"{self._lab}.ipynb")]
        self._autograde.run_post_convert_hook()

    def _save_rows(self, batch: Sequence[Finished]) -> dict[str, str]:
        db = self._book.db
        try:
            self._set_rows(db(), batch)
            db.commit()
        except Exception as error:
            db.rollback()
            if len(batch) < 2 or isinstance(error, OperationalError):
                return {finished.student: _reason(error) for finished in batch}
            return {name: why for one in batch for name, why in self._save_rows([one]).items()}
        finally:
            db.remove()
        return {}

    def _set_rows(self, db: Session, batch: Sequence[Finished]) -> None:
        """Set what nbgrader's `SaveAutoGrades` and `AssignLatePenalties` set, and make what is not there."""
        only = load_only(Assignment.name, Assignment.duedate)
        lab = db.get(Assignment, self._assignment, options=[only])
        submissions = self._submissions(db, lab, [finished.student for finished in batch])
        for finished in batch:
            submission = submissions[finished.student]
            submission.timestamp = submitted_at(finished.timestamp) or submission.timestamp
            (notebook,) = (n for n in submission.notebooks if n.notebook_id == self._notebook)
            unknown = set(finished.scores) - {self._names[grade.cell_id] for grade in notebook.grades}
            if unknown:
                raise LookupError(
                    f"the gradebook has no cell {', '.join(sorted(unknown))}; "
                    f"run `nbgrader generate_assignment {self._lab}`"
                )
            for grade in notebook.grades:
                if (name := self._names[grade.cell_id]) in finished.scores:
                    grade.auto_score = finished.scores[name]
                    by_hand = grade.manual_score is not None or grade.auto_score is None
                    grade.needs_manual_grade = by_hand or name in finished.look
            for comment in notebook.comments:
                if (name := self._names[comment.cell_id]) in finished.comments:
                    comment.auto_comment = finished.comments[name]
            notebook.late_submission_penalty = None
            notebook.flagged = finished.flagged or notebook.flagged
        db.flush()
        for finished in batch:
            submission = submissions[finished.student]
            if (seconds := submission.total_seconds_late) > 0:
                (notebook,) = (n for n in submission.notebooks if n.notebook_id == self._notebook)
                notebook.late_submission_penalty = self._penalty(finished.student, notebook, seconds)

    def _penalty(self, student: str, notebook: SubmittedNotebook, seconds: float) -> float | None:
        with chdir(self._coursedir.root):  # where nbgrader calls the plug-in
            penalty = self._penalties.plugin_inst.late_submission_penalty(student, notebook.score, seconds)
        return None if penalty is None else self._penalties._check_late_penalty(notebook, penalty)

    def _submissions(
        self, db: Session, lab: Assignment, students: Sequence[str]
    ) -> dict[str, SubmittedAssignment]:
        """Return the students' submissions of a lab, those that are there and new ones."""
        known = set(db.scalars(select(Student.id).where(Student.id.in_(students))))
        new = [student for student in students if student not in known]
        if new and not self._autograde.create_student:
            raise LookupError(f"the gradebook has no student {', '.join(new)}")
        db.add_all([Student(id=student) for student in new])
        db.flush()
        notebooks = selectinload(SubmittedAssignment.notebooks)
        grades, comments = SubmittedNotebook.grades, SubmittedNotebook.comments
        found = db.scalars(
            select(SubmittedAssignment)
            .where(
                SubmittedAssignment.assignment_id == lab.id,
                SubmittedAssignment.student_id.in_(students),
            )
            .options(
                load_only(
                    SubmittedAssignment.assignment_id,
                    SubmittedAssignment.student_id,
                    SubmittedAssignment.timestamp,
                    SubmittedAssignment.extension,
                ),
                notebooks.load_only(SubmittedNotebook.assignment_id, SubmittedNotebook.notebook_id,
                                    SubmittedNotebook.late_submission_penalty, SubmittedNotebook.flagged),
                notebooks.selectinload(grades).load_only(Grade.notebook_id, Grade.cell_id, Grade.auto_score,
                                                         Grade.manual_score, Grade.needs_manual_grade),
                notebooks.selectinload(comments).load_only(Comment.notebook_id, Comment.cell_id,
                                                           Comment.auto_comment),
            )
        )  # fmt: skip
        submissions = {submission.student_id: submission for submission in found}
        for student in students:
            if student not in submissions:
                submissions[student] = SubmittedAssignment(
                    assignment_id=lab.id,
                    student_id=student,
                    notebooks=[self._new_notebook(notebook) for notebook in self._cells],
                )
                db.add(submissions[student])
        return submissions

    def _new_notebook(self, notebook: str) -> SubmittedNotebook:
        cells = self._cells[notebook]
        return SubmittedNotebook(
            notebook_id=notebook,
            grades=[Grade(cell_id=cell.id) for cell in cells if cell.type in ("GradeCell", "TaskCell")],
            comments=[
                Comment(cell_id=cell.id) for cell in cells if cell.type in ("SolutionCell", "TaskCell")
            ],
        )


def _index(engine: Engine) -> None:
    """Let the database find the rows of one submission; without it, it reads those of all classes for each."""
    with (
        suppress(OperationalError),
        engine.begin() as db,
    ):  # someone writes right now: they are made another time
        for table, column in INDEXES.items():
            db.execute(text(f"CREATE INDEX IF NOT EXISTS unrolled_{table} ON {table} ({column})"))


def _reason(error: Exception) -> str:
    return str(error.args[0]) if isinstance(error, LookupError) else f"{type(error).__name__}: {error}"


def _for_many(connection: sqlite3.Connection, _: object) -> None:
    """Let others read the gradebook while it is written, and wait for others that write."""
    with suppress(sqlite3.OperationalError):  # someone reads right now: it is changed another time
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA busy_timeout=60000")
