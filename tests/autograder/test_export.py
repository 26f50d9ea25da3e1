"""Grades for Canvas, Moodle and a spreadsheet: the columns that they document, what nbgrader counts, and no formula."""

import csv
from datetime import datetime

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.export import CsvExport, canvas, disarm, number
from autograder.scores import Person, Task
from tests.made_rows import MARKUP, made_course

LAB = "01_custom_rnn"
TOTALS = {"ada": "19.5", "ben": "14", MARKUP: "14", "=1+1": "17", "-5": "15", "eve": "0"}


def exported(course, tmp_path, *words):
    """Return the rows of a file, and what the command said."""
    out = tmp_path / "grades.csv"
    done = CliRunner().invoke(app, ["export", *words, "--course-dir", str(course), "--out", str(out)])
    assert done.exit_code == 0, done.output
    with open(out, newline="", encoding="utf-8") as file:
        return list(csv.reader(file)), done


def test_canvas_reads_its_own_columns(made_class, tmp_path):
    """The header and the second row as Canvas exports them; each student once, found by ID or login."""
    (header, points, *rows), done = exported(made_class, tmp_path, "--to", "canvas")
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", LAB]
    assert points == ["    Points Possible", "", "", "", "", "20"]
    by_login = {row[3]: row for row in rows}
    assert {login.lstrip("'"): row[5] for login, row in by_login.items()} == TOTALS
    assert by_login["ada"][:3] == [f"Lovelace {MARKUP}, Ada", "77", ""]
    assert by_login["'=1+1"][0] == "'=1+1" and by_login["-5"][0] == "-5"
    assert "6 grades are in" in done.stdout and "5 of them wait for a person" in done.stderr


def test_no_student_is_taken_for_canvas_row_of_points():
    """Canvas takes each row for it that has the words in its first column."""
    person = Person("Points Possible", "x Points Possible", "")
    _, _, row = canvas([person], [Task("1", LAB, None, 20.0)], {LAB: {}})
    assert "Points Possible" not in row[0] and row[3:] == ["Points Possible", "", ""]


def test_moodle_reads_an_identity_and_a_column_a_grade_item(made_class, tmp_path):
    """A dash stands for no grade."""
    with Gradebook(f"sqlite:///{made_class}/gradebook.db") as gradebook:
        gradebook.update_or_create_student("zoe", email="zoe@example.org")
    try:
        (header, *rows), _ = exported(made_class, tmp_path, LAB, "--to", "moodle")
        plain, _ = exported(made_class, tmp_path, LAB, "--to", "csv")
    finally:
        with Gradebook(f"sqlite:///{made_class}/gradebook.db") as gradebook:
            gradebook.remove_student("zoe")
    assert header == ["First name", "Last name", "Username", "Email address", LAB]
    grades = {row[2].lstrip("'"): row[4] for row in rows}
    assert grades == TOTALS | {"zoe": "-"}
    assert next(row for row in rows if row[2] == "ada")[3] == "ada@example.org"
    assert plain[0] == ["student_id", "last_name", "first_name", "email", LAB]
    assert {row[0].lstrip("'"): row[4] for row in plain[1:]} == TOTALS | {"zoe": ""}


def test_a_lab_that_is_not_there_is_a_sentence(made_class, tmp_path):
    """Exit code 1, and no file."""
    out = tmp_path / "grades.csv"
    words = ["export", "99_none", "--to", "csv", "--course-dir", str(made_class), "--out", str(out)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 1 and "The gradebook has no 99_none" in done.stderr and not out.exists()
    assert CliRunner().invoke(app, ["export", "--to", "blackboard"]).exit_code == 2


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|x", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "--", "+-1", "-1e5x"]
)
def test_a_formula_is_disarmed(text):
    """A spreadsheet shows it as it is."""
    assert disarm(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1.5", "+2", "-5", "-.5", "1=1", "a@b", "", "-7.", "-"])
def test_numbers_and_words_stay(text):
    """Also a negative number, as text or as a number."""
    assert disarm(text) == text and disarm(-1.5) == -1.5


@pytest.mark.parametrize(
    ("value", "text"),
    [(20.0, "20"), (0.0, "0"), (1 / 3, "0.333333"), (100.0, "100"), (1234567.5, "1234567.5")],
)
def test_points_have_no_more_digits_than_they_need(value, text):
    assert number(value) == text


@pytest.mark.long
def test_lateness_and_extra_credit_count_as_nbgrader_counts_them(tmp_path):
    """The same grade as the gradebook's own, for each student; nbgrader's columns agree with its objects."""
    course = made_course(tmp_path)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.find_grade("step-graded", LAB, LAB, "ben").extra_credit = 1.5
        for student, penalty in (("ben", 3.0), ("eve", 2.0)):
            gradebook.find_submission_notebook(LAB, LAB, student).late_submission_penalty = penalty
            gradebook.find_submission(LAB, student).timestamp = datetime(2026, 3, 1, 12)
        gradebook.db.commit()
        CsvExport(to=str(tmp_path / "own.csv")).export(gradebook)
        expected = {
            submission.student.id: (
                submission.score,
                submission.late_submission_penalty,
                submission.timestamp,
            )
            for submission in gradebook.assignment_submissions(LAB)
        }
    (_, *rows), _ = exported(course, tmp_path, "--to", "csv")
    grades = {row[0].lstrip("'"): float(row[4]) for row in rows}
    assert grades == {name: max(0.0, score - late) for name, (score, late, _) in expected.items()}
    assert grades["ben"] == 12.5 and grades["eve"] == 0
    with open(tmp_path / "own.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            score, late, when = expected[row["student_id"].lstrip("'")]
            assert (float(row["raw_score"]), float(row["late_submission_penalty"])) == (score, late)
            assert float(row["score"]) == max(0.0, score - late) and row["timestamp"] == str(when or "")
