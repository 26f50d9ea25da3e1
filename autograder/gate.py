"""What nbgrader itself reads and copies of students' folders, made to go through `autograder.folder` and `autograder.files`.

nbgrader 0.9 has no setting for most of it, so `plug_in` replaces methods; each function here says which, and why.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from glob import glob
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash
from traitlets.config import Config

from autograder.export import CsvExport
from autograder.files import TIMESTAMP, read_text, submitted_at, write_file, write_files
from autograder.folder import read_folder
from autograder.names import name_problem, shown_name

SECRET = "submission_secret.txt"  # what `nbgrader submit` makes: it names a student's page in the exchange
_copy_files, _is_due = BaseConverter.init_assignment, BaseConverter.init_destination


def plug_in(config: Config) -> None:
    """Make nbgrader's commands and the Formgrader read and copy students' folders through the gate."""
    CourseDirectory.get_existing_timestamp = existing_timestamp
    NbGraderAPI.get_submitted_timestamp = submitted_timestamp
    Autograde.init_notebooks = find_submissions
    BaseConverter.init_assignment = copy_files
    GenerateFeedback.init_destination = feedback_is_due
    config.ExportApp.plugin_class = CsvExport
    config.ExchangeFactory.collect = Collect
    config.ExchangeFactory.release_feedback = ReleaseFeedback


def existing_timestamp(coursedir: CourseDirectory, folder: str) -> datetime | None:
    """`CourseDirectory.get_existing_timestamp`, which waits for a pipe, reads without end and ends the command."""
    return submitted_at(read_text(Path(folder), TIMESTAMP))


def submitted_timestamp(api: NbGraderAPI, assignment_id: str, student_id: str) -> datetime | None:
    """`NbGraderAPI.get_submitted_timestamp`: without a time there, the Formgrader had no list of the class."""
    coursedir = api.coursedir
    folder = coursedir.format_path(coursedir.submitted_directory, student_id, assignment_id)
    return coursedir.get_existing_timestamp(folder)


def find_submissions(converter: Autograde) -> None:
    """`Autograde.init_notebooks`: takes each folder, however its notebook is called.

    nbgrader passes over a folder without `.ipynb` files, and gives up the class at a name that holds a line end.
    """
    coursedir = converter.coursedir
    lab, wanted = (
        coursedir.assignment_id,
        converter._format_source(coursedir.assignment_id, coursedir.student_id),
    )
    pattern = converter._format_source(re.escape(lab), "(?P<student>[^/]*)", escape=True)
    converter.assignments = {}
    for folder in sorted(glob(wanted)):
        student = re.fullmatch(pattern, folder, re.DOTALL)
        if os.path.islink(folder) or not os.path.isdir(folder) or not student:
            continue
        if problem := name_problem(student["student"]):
            converter.log.error("%s was passed over: %s", shown_name(student["student"]), problem)
            continue
        converter.assignments[folder] = [os.path.join(folder, f"{lab}.ipynb")]
    if not converter.assignments:
        raise NbGraderException(f"There are no submissions of {lab} in {wanted}.")


def copy_files(converter: BaseConverter, assignment_id: str, student_id: str) -> None:
    """`BaseConverter.init_assignment`, which follows links, waits for pipes, and globs once a file.

    Into ``autograded/`` the grader writes what it read, into ``feedback/`` goes nothing but the page; of the
    instructor's own files nbgrader takes care.
    """
    if not isinstance(converter, (Autograde, GenerateFeedback)):
        _copy_files(converter, assignment_id, student_id)


def feedback_is_due(converter: GenerateFeedback, assignment_id: str, student_id: str) -> bool:
    """`GenerateFeedback.init_destination`: nbgrader compares timestamps, here the page is compared with its notebook."""
    if _is_due(converter, assignment_id, student_id):
        return True
    if student_id in converter.coursedir.student_id_exclude.split(","):
        return False
    target = Path(converter._format_dest(assignment_id, student_id))
    for notebook in map(Path, converter.notebooks):
        page = target / f"{notebook.stem}.html"
        if not page.exists() or page.stat().st_mtime_ns < notebook.stat().st_mtime_ns:
            shutil.rmtree(target)
            return True
    return False


class Collect(ExchangeCollect):
    """``nbgrader collect``: students write into the exchange themselves, so that is read through the gate as well."""

    def _path_to_record(self, path: str) -> dict:
        try:
            return super()._path_to_record(path)
        except (ValueError, OverflowError):  # a name without a time ended the command for the class
            name = os.path.basename(path)
            return {"username": name.rsplit("+", 3)[0], "filename": name, "timestamp": datetime.min}

    def copy_files(self) -> None:
        """Collect what was submitted under a name that can be used."""
        sound = []
        for record in self.src_records:
            if problem := name_problem(record["username"]):
                self.log.error("%s was not collected: %s", shown_name(record["username"]), problem)
            else:
                sound.append(record)
        self.src_records = sound
        super().copy_files()

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Write what the gate lets through; what it leaves out is said in the log."""
        handed, target = read_folder(Path(src), f"{self.coursedir.assignment_id}.ipynb"), Path(dest)
        for note in handed.notes:
            self.log.warning("%s: %s", os.path.basename(src), note)
        target.mkdir(parents=True)
        write_files((), target, timestamp=handed.timestamp)
        for file in handed.files:
            write_file(file, target)
        if self.coursedir.groupshared:
            for path in (target, *target.rglob("*")):
                path.chmod(path.stat().st_mode | (0o2770 if path.is_dir() else 0o660))


class ReleaseFeedback(ExchangeReleaseFeedback):
    """``nbgrader release_feedback``: what it needs beside a page is in ``autograded/``, where students' files are.

    nbgrader reads it in ``feedback/``, and a submission without it ends the command for the class.
    """

    def copy_files(self) -> None:
        """Put each page into the exchange under the name that its student's secret gives it."""
        excluded = self.coursedir.student_id_exclude.split(",")
        for student, page in self._pages():
            if student in excluded:
                continue
            graded = self.coursedir.format_path(
                self.coursedir.autograded_directory, student, self.coursedir.assignment_id
            )
            secret = read_text(Path(graded), SECRET)
            if not secret:
                self.log.warning(
                    "%s did not use `nbgrader submit`: there is no way to release feedback", student
                )
                continue
            name = notebook_hash(secret=secret, notebook_id=page.stem)
            aside = Path(self.dest_path, f"{name}-tmp.html")
            shutil.copy(page, aside)
            os.replace(aside, Path(self.dest_path, f"{name}.html"))
            self.log.info("Feedback of %s released", student)

    def _pages(self) -> Iterator[tuple[str, Path]]:
        folder = self.coursedir.format_path(
            self.coursedir.feedback_directory,
            "(?P<student>[^/]*)",
            re.escape(self.coursedir.assignment_id),
            escape=True,
        )
        for page in sorted(glob(os.path.join(self.src_path, "*.html"))):
            if found := re.fullmatch(folder, os.path.dirname(page)):
                yield found["student"], Path(page)
