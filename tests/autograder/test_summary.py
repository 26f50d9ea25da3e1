"""What stands on top of a feedback page, without a browser; the page itself is opened in `tests/browser`."""

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from typer.testing import CliRunner

from autograder import printing
from autograder.cards import cards, reference, title
from autograder.cli import app
from autograder.lab import load_lab
from autograder.marking import Reference
from autograder.pages import ordered_headings
from autograder.summary import of_verdicts, read_row
from tests.bank import ROOT, labs
from tests.make_class import make_course
from tests.tiny_lab import LAB, NAME


@pytest.mark.parametrize("name", labs())
def test_every_graded_cell_of_a_lab_has_a_name_of_its_own(name):
    """Names are those of the cards; each leads to the answer that belongs to it, a trained model to its own cell."""
    lab = load_lab(ROOT, name)
    found = cards(lab)
    graded = {c.id for c in lab.source.cells if c.metadata.get("nbgrader", {}).get("grade")}
    assert found.keys() == graded and len({card.name for card in found.values()}) == len(found)
    solutions = {c.id for c in lab.source.cells if c.metadata.get("nbgrader", {}).get("solution")}
    for grade_id, card in found.items():
        assert card.name.startswith(("Exercise", "Question", "Written question", "The trained")), card
        assert card.answer in solutions or card.answer == grade_id == "trained-graded", card
        model, scheme = reference(lab, grade_id)
        assert bool(model and scheme) == (not card.exercise) and "MARK SCHEME" not in model + scheme
    assert title(lab).startswith(f"{name[:2]} · ")


def test_checks_that_fail_for_one_reason_say_it_once():
    """Hints are grouped in the order of the checks, and a check that passed has none."""
    checks = [("values", "A."), ("shape_of_it", ""), ("flow", "B."), ("dtype", "A.")]
    row = {
        "status": "graded",
        "message": "",
        "checks": [
            {"name": f"{NAME}.step.{name}", "points": 1, "earned": 0 if hint else 1, "hint": hint}
            for name, hint in checks
        ],
    }
    (line,) = of_verdicts(row, cards(LAB)).exercises
    assert (line.id, line.answer, line.points, line.earned) == ("step-graded", "step", 4, 1)
    assert line.hints == [("values, dtype", "A."), ("flow", "B.")]


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "3"])
def test_verdicts_that_cannot_be_read_are_none(tmp_path, text):
    """An older or a damaged file costs the hints and nothing else."""
    (tmp_path / "verdicts.json").write_text(text)
    assert read_row(tmp_path)["checks"] == []


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("<h1>a</h1><h2>b</h2>", "<h2>a</h2><h3>b</h3>"),
        ("<h4>a</h4><h1>b</h1><h6>c</h6>", "<h2>a</h2><h2>b</h2><h3>c</h3>"),
        ("<h1>a<h3>b</h3></h1><hr>", "<h2>a<h3>b</h3></h2><hr>"),
        ("<h1>" * 9, "<h2>" * 9),
        ("</h3>", "</h1>"),
    ],
)
def test_headings_are_put_in_order(given, made):
    """No level is left out, whatever a student wrote."""
    assert ordered_headings(given) == made


def test_the_reference_is_for_the_formgrader():
    """A page for students has no answer of the instructor's in it or in what its template sees."""
    notebook = new_notebook(cells=[new_markdown_cell("x")])
    assert Reference().preprocess(notebook, {"nbgrader": {}})[1] == {"nbgrader": {}}


def test_feedback_refuses_in_one_sentence(tmp_path, monkeypatch):
    """Nothing is graded yet, there is no such lab, and no Chromium."""
    course = make_course(tmp_path, ["01_custom_rnn"])

    def said(*words):
        done = CliRunner().invoke(app, ["feedback", *words, "--course-dir", str(course)])
        assert done.exit_code == 1 and done.output.count("\n") == 1
        return done.output

    assert "run `autograder grade 01_custom_rnn` first" in said("01_custom_rnn")
    assert "no lab '99'" in said("99")
    monkeypatch.setattr(printing, "BROWSERS", ("no-such-browser",))
    assert "PDFs need Chromium" in said("01_custom_rnn", "--pdf")
