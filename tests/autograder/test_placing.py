"""Answers in other cells than their own are graded like any other: graded cells and checks follow them."""

import re

import nbformat
import pytest

from autograder.grading import grade
from autograder.lab import load_lab
from tests.bank import ROOT
from tests.make_class import handed_in, release, solutions
from tests.tiny_lab import ANSWER, LAB, RUN, cell_of, lose_all_ids, lose_grade_ids, mend, plain, work

STUBS = {name: cell_of(plain(LAB.release), name)["source"] for name in ("step", "run")}


def run_through(repaired):
    """Run a repaired notebook's cells in order; return which exercises are right where they are graded."""
    names, right = {}, []
    for cell in repaired.notebook.cells:
        if cell.cell_type != "code":
            continue
        if cell.id == "step-graded":
            right += ["step"] * (works(names, "step", 1, 2) == 3)
        elif cell.id == "run-graded":
            right += ["run"] * (works(names, "run", [1, 2], 0) == [1, 3])
        else:
            try:
                exec(cell.source, names)
            except Exception:
                continue
    return sorted(right)


def works(names, name, *inputs):
    try:
        return names[name](*inputs)
    except Exception:
        return None


def with_own_cell(text, at, answers):
    """Return a release with these answers, None for a deleted cell, and a cell of the student's own."""
    notebook = plain(LAB.release)
    for name, answer in answers.items():
        cell_of(notebook, name)["source"] = answer
    own = {"cell_type": "code", "id": "own", "metadata": {}, "source": text}
    notebook["cells"].insert(at, own)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["source"] is not None]
    return notebook


BOTH = f"{ANSWER}\n\n\n{RUN}"
STATES = {"stubs": STUBS, "deleted": dict.fromkeys(STUBS), "emptied": dict.fromkeys(STUBS, "")}
STATES["half"] = {"step": None, "run": STUBS["run"]}
STATES["commented"] = {name: stub.replace("# YOUR", "# MY") for name, stub in STUBS.items()}


@pytest.mark.parametrize("at", range(16))
@pytest.mark.parametrize("state", STATES)
def test_all_answers_in_one_cell_count_wherever_it_is(at, state):
    """One cell with every answer, anywhere, with the answer cells untouched, emptied or deleted."""
    for damage in (lambda notebook: None, lose_grade_ids, lose_all_ids):
        notebook = with_own_cell(BOTH, at, STATES[state])
        damage(notebook)
        repaired = mend(notebook)
        assert run_through(repaired) == ["run", "step"]
        assert repaired.notes or state == "emptied"  # an empty cell below the answer is no matter


@pytest.mark.parametrize("name", ["step", "run"])
def test_all_answers_in_one_answer_cell_count(name):
    """Everything written into the first or the last answer cell, the other one left as it was."""
    notebook = plain(LAB.release)
    cell_of(notebook, name)["source"] = BOTH
    repaired = mend(notebook)
    assert run_through(repaired) == ["run", "step"]
    assert repaired.notes[0].startswith("Answers stand in other cells than their own (`")


def test_only_what_an_answer_elsewhere_concerns_is_moved():
    """The answer to the second exercise at the very end: the first one's cells stay where they are."""
    repaired = mend(with_own_cell(RUN, 15, {"step": ANSWER, "run": STUBS["run"]}))
    ids = [cell.id for cell in repaired.notebook.cells]
    assert ids[-3:] == ["own", "run-check", "run-graded"]
    assert ids[:6] == [cell.id for cell in LAB.source.cells][:6]
    assert run_through(repaired) == ["run", "step"]
    assert repaired.notes == (
        "Answers stand in other cells than their own (`run`); they were graded there.",
        "The graded cell `run-graded` stood before its answer and was moved behind it.",
    )


def test_an_answer_in_its_cell_is_not_graded_by_a_later_experiment():
    """Who answers and later plays with the same name is graded for the answer, where it stands."""
    notebook = work()
    notebook["cells"].append(
        {"cell_type": "code", "id": "x", "metadata": {}, "source": "def step(x, h):\n    return 0"}
    )
    repaired = mend(notebook)
    assert run_through(repaired) == ["run", "step"]
    assert repaired.notes == ()


def test_of_two_answers_at_the_end_the_last_counts():
    """Two tries in cells at the end: the graded cell follows the second."""
    notebook = with_own_cell("def step(x, h):\n    return 0", 15, {"run": RUN})
    notebook["cells"].append({"cell_type": "code", "id": "second", "metadata": {}, "source": ANSWER})
    assert run_through(mend(notebook)) == ["run", "step"]


@pytest.mark.parametrize("answer", ["step = lambda x, h: x + h", "step: object = lambda x, h: x + h"])
def test_an_answer_by_assignment_is_one(answer):
    """A name that is given a value answers the exercise as a function does."""
    assert "step" in run_through(mend(with_own_cell(answer, 15, {"run": RUN})))


@pytest.mark.long
@pytest.mark.parametrize("where", ["first answer", "end"])
def test_a_lab_in_one_cell_is_graded_in_full(where):
    """All of lab 01 in one cell, the stubs untouched: 17 of 17, in the real sandbox, with a note."""
    notebook, lab = release("01_custom_rnn"), load_lab(ROOT, "01_custom_rnn")
    text = "\n\n\n".join(solutions("01_custom_rnn").values())
    if where == "end":
        notebook.cells.append(nbformat.v4.new_code_cell(text, id="mine"))
    else:
        next(cell for cell in notebook.cells if cell.id == "step").source = text
    notebook.cells = [
        c for c in notebook.cells if c.metadata.get("nbgrader") or re.match("setup|colab|mine", c.id)
    ]
    row = grade(handed_in(notebook, lab), lab, secret="one cell").row()
    assert (row["score"], row["status"]) == (17, "repaired")
    assert row["message"].startswith("Answers stand in other cells than their own (")
