"""The whole way of an assignment through nbgrader's own commands, exchange and gradebook."""

import csv
import os

import pytest
from bs4 import BeautifulSoup
from nbformat import read

from autograder.grading import grade
from autograder.lab import load_lab
from autograder.sandbox.limits import Limits
from tests.bank import ROOT, answers, labs
from tests.make_class import bank_answer, filled, handed_in, make_course, solutions, submit, text

pytestmark = pytest.mark.long

LAB = "02_rnn_shapes"
BADGE = "https://colab.research.google.com/assets/colab-badge.svg"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course directory with an exchange of its own."""
    folder = make_course(tmp_path_factory.mktemp("course"), [LAB])
    exchange = tmp_path_factory.mktemp("exchange")
    exchange.chmod(0o777)
    with open(folder / "nbgrader_config.py", "a") as config:
        config.write(f"c.Exchange.root = {str(exchange)!r}\nc.Exchange.cache = {str(exchange / 'cache')!r}\n")
    return folder


def test_an_assignment_from_source_to_grades(course, tmp_path, command):
    """generate_assignment → release → fetch → submit → collect → autograde → feedback → export."""
    generated = (course / "release" / LAB / f"{LAB}.ipynb").read_bytes()
    command(course, "nbgrader", "generate_assignment", LAB, "--force")
    assert (course / "release" / LAB / f"{LAB}.ipynb").read_bytes() == generated
    command(course, "nbgrader", "release_assignment", LAB)

    home = tmp_path / "student"
    home.mkdir()
    (home / "nbgrader_config.py").write_text(
        "\n".join(
            line
            for line in (course / "nbgrader_config.py").read_text().splitlines()
            if "root = str" not in line
        )
    )
    command(home, "nbgrader", "fetch_assignment", LAB)
    notebook = home / LAB / f"{LAB}.ipynb"
    answers = {**solutions(LAB), "shapes": bank_answer(LAB, "shapes", "wrong_layers_forgotten")}
    notebook.write_bytes(text(filled(LAB, answers)))
    command(home, "nbgrader", "submit", LAB)

    command(course, "nbgrader", "collect", LAB)
    (student,) = os.listdir(course / "submitted")
    done = command(course, "nbgrader", "autograde", LAB)
    assert "Traceback" not in done.stderr
    command(course, "nbgrader", "generate_feedback", LAB)
    command(course, "nbgrader", "export", "--to", "grades.csv")

    with open(course / "grades.csv", newline="") as file:
        (row,) = csv.DictReader(file)
    assert float(row["score"]) == 15.5
    assert float(row["max_score"]) == 20

    html = (course / "feedback" / student / LAB / f"{LAB}.html").read_text(encoding="utf-8")
    assert "state_shape" in html and "(0 of 1.5)" in html
    for hidden in ("BEGIN HIDDEN TESTS", "judge(", "BEGIN MARK SCHEME", "from autograder"):
        assert hidden not in html


def test_the_formgraders_button_uses_the_same_grader(course, command):
    """The Formgrader calls nbgrader's Python interface; there, too, the sandbox and the judge decide."""
    submit(course, "button", LAB, text(filled(LAB, solutions(LAB))))
    program = (
        "from pathlib import Path\n"
        "from nbgrader.apps import NbGraderAPI\n"
        "from autograder.course_dir import load_config\n"
        "api = NbGraderAPI(config=load_config(Path.cwd()))\n"
        f"result = api.autograde({LAB!r}, 'button')\n"
        "assert result['success'], result\n"
        f"print(api.get_submission({LAB!r}, 'button')['score'])\n"
    )
    assert command(course, "python", "-c", program).stdout.strip().endswith("17.0")
    saved = read(course / "autograded" / "button" / LAB / f"{LAB}.ipynb", as_version=4)
    graded = [c for c in saved.cells if c.get("id", "").endswith("-graded")]
    assert graded and all("✓" in c.outputs[0].text for c in graded)


def row_of(lab, given):
    """Grade a lab with these answers in the sandbox."""
    task = load_lab(ROOT, lab)
    limits = Limits(notebook_seconds=300)
    return grade(handed_in(filled(lab, given), task), task, secret="s", limits=limits).row()


@pytest.mark.parametrize("lab", labs())
def test_every_lab_is_graded(lab):
    """A perfect submission: every point, nothing to say."""
    row = row_of(lab, solutions(lab))
    assert row["score"] == row["max_score"] >= 16, row
    assert (row["status"], row["message"]) == ("graded", "")


def test_a_mistake_that_shows_in_the_training_is_found():
    """One of the bank, in a real kernel: exactly what it loses in the bank."""
    mistake = next(a for a in answers("04_char_lstm") if a.trains and not a.right)
    source = bank_answer(mistake.lab, mistake.cell, mistake.name)
    row = row_of(mistake.lab, {**solutions(mistake.lab), mistake.cell: source})
    assert {check["name"] for check in row["checks"] if check["hint"]} == set(mistake.fails)


def test_feedback_of_hostile_markup_is_harmless(course, command):
    """A student's markup is shown or dropped, never run, in the page an instructor opens."""
    notebook = filled(LAB, solutions(LAB))
    evil = (
        '<script>alert("owned")</script><img src="x" onerror="alert(1)"><a href="javascript:alert(2)">x</a>'
        "<svg onload=alert(3)></svg> [link](&#106;avascript:alert(4)) ![p](https://example.org/p.png)"
    )
    cell = next(c for c in notebook.cells if c.id == "two-outputs")
    cell.source = evil
    notebook.cells.insert(1, {"cell_type": "markdown", "id": "evil", "metadata": {}, "source": evil})
    notebook.cells.insert(2, {"cell_type": "code", "id": "evil2", "metadata": {}, "outputs": [], "execution_count": None,
                              "source": f"from IPython.display import HTML\nHTML({evil!r})"})  # fmt: skip
    notebook.cells.insert(3, {"cell_type": "raw", "id": "evil3", "metadata": {}, "source": evil})
    submit(course, "evil", LAB, text(notebook))
    command(course, "autograder", "grade", LAB)
    command(course, "nbgrader", "generate_feedback", LAB, "--student", "evil")
    html = (course / "feedback" / "evil" / LAB / f"{LAB}.html").read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    assert not [s for s in page.find_all("script") if "owned" in s.text]
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag
        assert "javascript:" not in str(tag.get("href", ""))
        assert tag.name != "img" or tag.get("src", "data:image/").startswith(("data:image/", BADGE))
        assert tag.name != "svg" or "alert" not in str(tag)
    assert html.count("alert(1)") >= 2  # it is shown, as text
