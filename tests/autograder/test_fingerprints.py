"""What makes a submission, or the course, another one."""

import shutil
from dataclasses import replace

import pytest

from autograder import fingerprints
from autograder.fingerprints import course_fingerprint, submission_fingerprint
from autograder.lab import load_lab
from tests.bank import ROOT

LAB = "07_ag_news"


@pytest.fixture
def grader(tmp_path, monkeypatch):
    """A copy of the grader's code that can be changed."""
    here = shutil.copytree(ROOT / "autograder", tmp_path / "autograder")
    monkeypatch.setattr(fingerprints, "_HERE", here)
    return here


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("checks/lab07/evaluate.py", True),
        ("checks/heldout/news/World.txt", True),
        ("check.py", True),
        ("agreement.py", True),
        ("expect.py", True),
        ("contracts.py", True),
        ("plays.py", True),
        ("judging.py", True),
        ("wire.py", True),
        ("checks/lab06/generate.py", False),
        ("report.py", False),
    ],
)
def test_the_code_of_a_labs_checks_is_part_of_the_course(grader, file, changes):
    """A mended check is another course; another lab's checks and what only shows results are not."""
    lab = load_lab(ROOT, LAB)
    before = course_fingerprint(lab)
    with open(grader / file, "a", encoding="utf-8") as code:
        code.write("# mended\n")
    assert (course_fingerprint(lab) != before) == changes


def test_the_labs_notebooks_are_part_of_the_course(grader):
    """The instructor's notebook and the students'."""
    lab, other = load_lab(ROOT, LAB), load_lab(ROOT, "01_custom_rnn")
    fingerprint = course_fingerprint(lab)
    assert course_fingerprint(load_lab(ROOT, LAB)) == fingerprint
    assert course_fingerprint(replace(lab, source=other.source)) != fingerprint
    assert course_fingerprint(replace(lab, release=other.release)) != fingerprint


def test_files_and_time_are_the_submission():
    """Neither can be taken for the other."""
    found = {submission_fingerprint(*pair) for pair in (("a", ""), ("a", "b"), ("", "ab"), ("b", "a"))}
    assert len(found) == 4
