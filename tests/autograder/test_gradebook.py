"""What is saved straight is what nbgrader's own `autograde` saves: every table, every file."""

import os
import shutil
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin

from autograder import classroom, grading
from autograder.converters import GradingExporter
from autograder.course_dir import load_config
from autograder.files import VERDICTS
from autograder.fingerprints import course_fingerprint
from autograder.finished import grade_folder
from autograder.gradebook import INDEXES, LabBook, read_verdicts, register
from autograder.grading import grade
from autograder.lab import load_lab
from tests.make_class import make_course, short, solutions, submit, text

LAB = "01_custom_rnn"
DUE = datetime(2026, 3, 1, 12)
SETTINGS = """
c.AssignLatePenalties.plugin_class = "tests.autograder.test_gradebook.PointAnHour"
c.Autograde.exclude_overwriting = {"01_custom_rnn": ["mine.py"]}
c.LimitOutput.max_lines = 20
"""


class PointAnHour(LateSubmissionPlugin):
    """A course's own plug-in: nbgrader itself keeps what it returns between 0 and the score."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        """Return nothing for a lucky one, too little for another, and a point for each hour else."""
        return {"late-forgiven": None, "late-odd": -3.0}.get(student_id, total_seconds_late / 3600)


def perfect():
    wordy = 'for number in range(100):\n    print("line", number)\n'
    answers = solutions(LAB)
    return text(short({**answers, "step": wordy + answers["step"], "why-tanh": "It keeps it small."}))


def part():
    return text(short({"num_parameters": solutions(LAB)["num_parameters"]}))


def hand_in_all(course):
    """Put a class of many kinds into a course."""
    everything = perfect()
    notebooks = {
        "perfect": everything,
        "part": part(),
        "untouched": text(short({})),
        "unreadable": b"x = 1",
    }
    for student, data in notebooks.items():
        submit(course, student, LAB, data)
    submit(course, "repaired", LAB, part()[:-2000], "Copy of the lab.ipynb")
    for student, time in {
        "late": "2026-03-01 14:30:00 UTC",
        "late-forgiven": "2026-03-02 12:00:00 UTC",
        "late-odd": "2026-03-02 12:00:00 UTC",
        "too-late": "2026-03-09 12:00:00 UTC",
        "in-time": "2026-03-01 12:00:00 UTC",
    }.items():
        (submit(course, student, LAB, everything).parent / "timestamp.txt").write_text(time)
    folder = submit(course, "files", LAB, part()).parent
    for name in (
        "notes.txt",
        "mine.py",
        "given.txt",
        "data/deep/table.csv",
        "feedback/old.html",
        "old.pyc",
        VERDICTS,
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{name} of the student")
    os.chmod(folder / "notes.txt", 0o600)


@pytest.fixture(scope="module")
def graded():
    """Grade each notebook once: what is compared is how it is saved."""
    known = {}

    def once(submitted, lab, **settings):
        key = (submitted.notebook, submitted.problem)
        if key not in known:
            known[key] = grade(submitted, lab, **settings)
        return replace(known[key], student=submitted.student, sha256=submitted.sha256)

    return once


@pytest.fixture(scope="module", params=["", "c.CourseDirectory.groupshared = True"], ids=["own", "shared"])
def courses(request, tmp_path_factory):
    """Two courses that are the same but for where they are."""
    first, second = (tmp_path_factory.mktemp("two-ways") / name for name in ("nbgraders", "straight"))
    make_course(first, [LAB])
    with open(first / "nbgrader_config.py", "a") as config:
        config.write(SETTINGS + request.param)
    for name in ("mine.py", "given.txt", "data/own.csv"):
        (first / "source" / LAB / name).parent.mkdir(exist_ok=True)
        (first / "source" / LAB / name).write_text(f"{name} of the course")
    hand_in_all(first)
    config = load_config(first)
    register(CourseDirectory(config=config), config, LAB)
    with open_gradebook(first) as gradebook:
        gradebook.update_or_create_assignment(LAB, duedate=DUE)
    shutil.copytree(first, second)
    return first, second


def open_gradebook(course):
    return Gradebook(f"sqlite:///{course / 'gradebook.db'}", "unrolled")


def save_nbgraders_way(course):
    config = load_config(course)
    Autograde(coursedir=CourseDirectory(config=config, assignment_id=LAB), config=config, force=True).start()


def save_straight(course, at_once=4):
    config, lab = load_config(course), load_lab(course, LAB)
    settings = GradingExporter(config=config).settings
    folders = sorted((course / "submitted").glob(f"*/{LAB}"))
    with LabBook(config, LAB, course_fingerprint(lab)) as book:
        for at in range(0, len(folders), at_once):
            batch = [
                grade_folder(folder, lab, folder.parent.name, course_dir=course, **settings)
                for folder in folders[at : at + at_once]
            ]
            assert book.save(batch) == {}


def tables(course):
    """Return every row of the database, with what it belongs to in place of random ids."""
    with sqlite3.connect(course / "gradebook.db") as db:
        db.row_factory = sqlite3.Row
        names = [row["name"] for row in db.execute("select name from sqlite_master where type = 'table'")]
        found = {name: [dict(row) for row in db.execute(f"select * from {name}")] for name in names}
    db.close()
    meant = {row["id"]: row["student_id"] for row in found["submitted_assignment"]}
    for name, owner, of in (
        ("submitted_notebook", "assignment_id", "notebook_id"),
        ("grade", "notebook_id", "cell_id"),
        ("comment", "notebook_id", "cell_id"),
    ):
        meant |= {row["id"]: f"{name} {meant[row[owner]]} {row[of]}" for row in found[name]}
    return {
        name: sorted(repr({column: meant.get(value, value) for column, value in row.items()}) for row in rows)
        for name, rows in found.items()
    }


def files(course):
    """Return every file and folder below ``autograded/`` with its mode and content."""
    paths = sorted((course / "autograded").rglob("*"))
    return {
        path.relative_to(course).as_posix(): (oct(path.stat().st_mode), path.is_file() and path.read_bytes())
        for path in [course / "autograded", *paths]
    }


def compare(courses):
    first, second = courses
    assert tables(second) == tables(first)
    assert files(second) == files(first)


@pytest.mark.long
def test_both_ways_leave_the_same_rows_and_files(courses, graded, monkeypatch):
    """At first, and when a class with manual scores, comments and an extension hands in other work."""
    monkeypatch.setattr(grading, "grade", graded)
    save_nbgraders_way(courses[0])
    save_straight(courses[1])
    compare(courses)
    saved = tables(courses[1])
    assert len(saved["submitted_assignment"]) == 11 and len(saved["grade"]) == 11 * 7
    assert sum("'No response.'" in row for row in saved["comment"]) > 11
    penalties = [row for row in saved["submitted_notebook"] if "'late_submission_penalty': None" not in row]
    assert len(penalties) == 3
    for course in courses:
        with open_gradebook(course) as gradebook:
            for student in ("perfect", "part"):
                grade_ = gradebook.find_grade("step-graded", LAB, LAB, student)
                grade_.manual_score, grade_.extra_credit, grade_.needs_manual_grade = 1.5, 0.5, False
                gradebook.find_comment("why-tanh", LAB, LAB, student).manual_comment = "Well put."
            gradebook.find_grade("why-tanh", LAB, LAB, "late").manual_score = 2
            gradebook.db.commit()
            gradebook.grant_extension(LAB, "too-late", days=9)
        submit(course, "perfect", LAB, part())
        submit(course, "part", LAB, perfect())
        (course / "submitted" / "files" / LAB / "notes.txt").unlink()
        (course / "submitted" / "in-time" / LAB / "timestamp.txt").unlink()
    save_nbgraders_way(courses[0])
    save_straight(courses[1], at_once=100)
    compare(courses)


@pytest.mark.long
def test_one_that_cannot_be_saved_stops_no_other(tmp_path, graded, monkeypatch):
    """Of it nothing is left, and the reason is said; it may be a plug-in that fails."""
    monkeypatch.setattr(grading, "grade", graded)
    monkeypatch.setattr(PointAnHour, "late_submission_penalty", lambda *_: 1 / 0)
    course = make_course(tmp_path, [LAB])
    with open(course / "nbgrader_config.py", "a") as config:
        config.write(SETTINGS)
    for student in ("ada", "ben", "eve"):
        submit(course, student, LAB, b"")
    (course / "submitted" / "ben" / LAB / "timestamp.txt").write_text("2026-04-01 12:00:00 UTC")
    config, lab = load_config(course), load_lab(course, LAB)
    register(CourseDirectory(config=config), config, LAB)
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(LAB, duedate=DUE)
    settings = GradingExporter(config=config).settings
    batch = [
        grade_folder(course / "submitted" / student / LAB, lab, student, course_dir=course, **settings)
        for student in ("ada", "ben", "eve")
    ]
    with LabBook(config, LAB, "course") as book:
        assert book.save(batch) == {"ben": "ZeroDivisionError: division by zero"}
        strange = replace(batch[0], student="new", scores={**batch[0].scores, "other": 1.0})
        assert "generate_assignment" in book.save([strange])["new"]
    assert [row for row in tables(course)["student"] if "new" in row or "ben" in row] == []
    assert sorted(p.parent.parent.name for p in (course / "autograded").rglob(VERDICTS)) == ["ada", "eve"]
    row, submission, with_course = read_verdicts(course / "autograded" / "ada" / LAB)
    assert (row, submission, with_course) == (batch[0].row, batch[0].fingerprint, "course")


KILLED = """
import os, signal
from pathlib import Path
from autograder import classroom, gradebook
classroom.run_jobs = lambda work, jobs, **_: ({student: work(*args)} for student, args in jobs.items())
HERE = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
list(classroom.grade_class(Path.cwd(), "01_custom_rnn"))
"""


@pytest.mark.long
@pytest.mark.parametrize("name", ["gradebook.LabBook._save_rows", "gradebook.write_verdicts"])
def test_what_was_killed_while_it_saved_is_saved_by_the_next_run(tmp_path, command, monkeypatch, name):
    """Between files and rows, and between rows and verdicts."""
    course = make_course(tmp_path, [LAB])
    submit(course, "ada", LAB, b"")
    folder = course / "autograded" / "ada" / LAB
    done = command(course, "python", "-c", KILLED.replace("HERE", name), check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [path.name for path in folder.iterdir()] == [f"{LAB}.ipynb"]
    monkeypatch.setattr(
        classroom, "run_jobs", lambda work, jobs, **_: ({s: work(*args)} for s, args in jobs.items())
    )
    (row,) = classroom.grade_class(course, LAB)
    assert row["status"] == "unreadable" and read_verdicts(folder)[0] == row
    scores = [text for text in tables(course)["grade"] if "'auto_score': 0.0" in text]
    assert len(scores) == len(tables(course)["grade"]) == 7


@pytest.mark.long
def test_others_read_the_gradebook_while_it_is_written(tmp_path, graded, monkeypatch):
    """The Formgrader stays open while a class is graded; one that reads as the first class begins is no hindrance."""
    monkeypatch.setattr(grading, "grade", graded)
    course = make_course(tmp_path, [LAB])
    submit(course, "ada", LAB, b"")
    config = load_config(course)
    register(CourseDirectory(config=config), config, LAB)
    reader = sqlite3.connect(course / "gradebook.db")
    try:
        reader.execute("begin")
        assert reader.execute("select count(*) from grade").fetchone() == (0,)
        with LabBook(config, LAB, ""):
            reader.execute("rollback")
        save_straight(course)
        reader.execute("begin")
        assert reader.execute("select count(*) from grade").fetchone() == (7,)
        submit(course, "ben", LAB, b"")
        save_straight(course)
        assert reader.execute("select count(*) from grade").fetchone() == (7,)
        reader.execute("rollback")
        assert reader.execute("select count(*) from grade").fetchone() == (14,)
    finally:
        reader.close()


def test_a_submission_is_found_without_reading_all(made_class):
    """nbgrader asks for grades and comments by their notebook; in a class of thousands that must be no scan."""
    with closing(sqlite3.connect(made_class / "gradebook.db")) as db:
        for table, column in INDEXES.items():
            (plan,) = db.execute(f"explain query plan select * from {table} where {column} = 'x'")
            assert "USING INDEX" in plan[-1], plan
