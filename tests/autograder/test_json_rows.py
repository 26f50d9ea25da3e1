"""docs/json.md against real rows: the same fields, types and statuses, in the same order."""

import inspect
import re

import pytest

from autograder import grading
from autograder.classroom import _failed
from autograder.lab import load_lab
from tests.bank import ROOT
from tests.make_class import handed_in

LAB = "01_custom_rnn"
TYPES = {"text": str, "number": (int, float), "list": list}


def tables():
    """Return the rows of the page's tables, by heading."""
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    return {
        title: re.findall(r"^\| `(\w+)` \| (.*?) \|", part, re.MULTILINE)
        for title, part in re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    }


def as_documented(row):
    """Assert that a row has the fields that the page names, and its checks, too."""
    named = tables()
    for found, title in [(row, "A row"), *((check, "A check") for check in row["checks"])]:
        assert list(found) == [field for field, _ in named[title]]
        for field, kind in named[title]:
            assert isinstance(found[field], TYPES[kind]) and not isinstance(found[field], bool), field
    assert row["status"] in dict(named["Its status"])
    return row


def test_a_row_of_each_kind_is_as_the_page_says():
    """One that could not be read and one on which the grader failed; a graded one is tried where a kernel runs."""
    lab = load_lab(ROOT, LAB)
    row = as_documented(grading.grade(handed_in(b"x = 1", lab), lab, secret="s").row())
    assert row["status"] == "unreadable" and row["max_score"] == 17 and row["checks"]
    assert {check["hint"] for check in row["checks"]} == {row["message"]}
    row = as_documented(_failed("ada", LAB, "no memory"))
    assert (row["status"], row["max_score"], row["checks"]) == ("failed", 0, [])


@pytest.mark.parametrize("status", ["graded", "repaired", "stopped", "unreadable", "failed"])
def test_each_status_of_the_grader_is_on_the_page(status):
    """And no other is."""
    code = inspect.getsource(grading) + inspect.getsource(_failed)
    assert f'"{status}"' in code and status in dict(tables()["Its status"])
    assert len(tables()["Its status"]) == 5
