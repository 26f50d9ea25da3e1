"""Feedback pages are written with limits: what one student handed in never costs another's page."""

import os
import time

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import MissingEntry
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder import feedback
from autograder.course_dir import load_config
from autograder.summary import of_notebook

LAB = "02_rnn_shapes"


class Trouble(Preprocessor):
    """Does what the first cell says, in the process that writes the page."""

    enabled = True

    def preprocess(self, nb, resources):
        """Stand for whatever in a notebook takes too long or too much."""
        word = nb.cells[0].source
        if word == "endless":
            while True:
                pass
        if word == "asleep":
            time.sleep(3600)
        if word == "huge":
            nb.metadata.title = "x" * feedback.MEMORY
        if word == "dies":
            os._exit(0)
        if word == "raises":
            raise KeyError("odd")
        if word == "unknown":
            raise MissingEntry("no such student")
        resources["nbgrader"] |= {"score": 3, "max_score": 20, "late_penalty": 0}
        resources["summary"] = of_notebook(
            nb, resources, {"status": "graded", "message": "", "checks": []}, {}
        )
        return nb, resources


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Feedback for graded notebooks of one cell each; returns a function that writes it."""
    monkeypatch.setattr(feedback, "SECONDS", 2)
    config = load_config(tmp_path)
    config.GenerateFeedback.preprocessors = [Trouble]

    def write(**words):
        for student, word in words.items():
            folder = tmp_path / "autograded" / student / LAB
            folder.mkdir(parents=True)
            nbformat.write(new_notebook(cells=[new_markdown_cell(word)]), folder / f"{LAB}.ipynb")
            (folder / "verdicts.json").write_text(
                '{"status": "stopped", "message": "A note.", "checks": [{"name": "a.<b>", "earned": 1, "points": 2, "hint": "Why?"}]}'
            )
        GenerateFeedback(coursedir=CourseDirectory(config=config, assignment_id=LAB), config=config).start()
        return {s: (tmp_path / "feedback" / s / LAB / f"{LAB}.html").read_text("utf-8") for s in words}

    return write


@pytest.mark.long
@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("endless", "it takes too"),
        ("asleep", "it takes too long to write"),
        ("huge", "MemoryError"),
        ("dies", "it takes too much time or memory to write"),
        ("raises", "KeyError"),
    ],
)
def test_a_page_that_cannot_be_written_is_replaced(course, word, reason):
    """A small page with the verdicts stands in, and the next student's page is written."""
    pages = course(bob=word, carol="Carol's answer")
    said = {
        student: BeautifulSoup(page, "html.parser").main.get_text(" ", strip=True)
        for student, page in pages.items()
    }
    assert reason in said["bob"] and "1 of 2 points Why? (<b>)" in said["bob"] and "A note." in said["bob"]
    assert word not in said["bob"] and "<b>" not in pages["bob"]
    assert "Carol's answer" in said["carol"] and "3 of 20 points" in said["carol"]


def test_trouble_of_the_gradebook_is_not_hidden(course):
    """A student whom the gradebook does not know gets no page, and nbgrader says so."""
    with pytest.raises(Exception, match=r"error log|above traceback"):
        course(eve="unknown")


def test_the_verdicts_need_not_be_there(tmp_path):
    """Without verdicts the plain page has its sentence."""
    config = load_config(tmp_path)
    config.HTMLExporter.template_name = "feedback"
    about = {"nbgrader": {"title": LAB, "cards": {}}}
    assert "not shown here: why." in feedback.plain_page(tmp_path / f"{LAB}.ipynb", about, "why", config)
