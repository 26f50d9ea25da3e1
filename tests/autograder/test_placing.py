"""Answers in other cells than their own are graded like any other: graded cells and checks follow them."""

import re
import time

import nbformat
import pytest

from autograder.grading import grade
from autograder.lab import load_lab
from autograder.repair import repair
from tests.bank import ROOT
from tests.make_class import handed_in, release, solutions
from tests.tiny_lab import ANSWER, LAB, RUN, cell_of, lose_all_ids, lose_grade_ids, mend, pack, plain, work

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


NOT_YET = {
    "old try in quotes": f"'''\n{ANSWER.replace(chr(34) * 3, chr(34))}\n'''",
    "commented out": "# " + ANSWER.replace("\n", "\n# "),
    "pass": "def step(x, h):\n    pass",
    "dots": "def step(a, b):\n    ...",
    "text alone": 'def step(x, h):\n    """Return the next state."""',
    "returns nothing": "@cache\ndef step(x, h):\n    # later\n    return None",
    "raises": "async def step(x, h):\n    raise NotImplementedError",
    "broken": "def step(x, h):\n    return (",
}


@pytest.mark.parametrize("at", [1, 3, 4, 5, 6, 15])
@pytest.mark.parametrize("text", [name for name in NOT_YET if name != "broken"])
def test_an_answer_in_another_cell_counts_where_its_own_holds_nothing_yet(at, text):
    """The own cell holds an old try as text, or a function without a body: the other cell is graded."""
    repaired = mend(with_own_cell(ANSWER, at, {"step": NOT_YET[text], "run": RUN}))
    assert run_through(repaired) == ["run", "step"]
    said = "Answers stand in other cells than their own (`step`); they were graded there."
    assert (said in repaired.notes) == (text != "commented out")


def test_a_helper_beside_an_empty_answer_stays():
    """Only the function without a body is taken out of its cell."""
    own = f"def helper(x):\n    return x\n\n\n{NOT_YET['pass']}"
    repaired = mend(with_own_cell(ANSWER.replace("x + h", "helper(x) + h"), 15, {"step": own, "run": RUN}))
    assert run_through(repaired) == ["run", "step"]
    assert cell_of(repaired.notebook, "step").source.startswith(
        "def helper(x):\n    return x\n\n# The answer"
    )


@pytest.mark.parametrize("text", ["pass", "broken"])
def test_an_answer_with_nothing_in_it_stays_where_there_is_no_other(text):
    """What a student wrote is not touched without need."""
    notebook = work()
    cell_of(notebook, "step")["source"] = NOT_YET[text]
    repaired = mend(notebook)
    assert cell_of(repaired.notebook, "step").source == NOT_YET[text]
    assert repaired.notes == ()


KEPT = "had been changed; the original was used, and what was added to it runs before it."
LOCKED = {"check": "The check cell `step-check`", "graded": "The graded cell `step-graded`"}


@pytest.mark.parametrize("kind", LOCKED)
@pytest.mark.parametrize(
    "form", ["{own}\n\n{answer}", "{answer}\n{own}", "%time\n{answer}", "{answer}\n{own}\n)"]
)
def test_an_answer_in_a_locked_cell_is_kept_beside_it(kind, form):
    """Above or below the cell's own code, or in its place: it is graded, and the locked cell is the original."""
    notebook = work()
    cell_of(notebook, "step")["source"] = STUBS["step"]
    cell = cell_of(notebook, f"step-{kind}")
    cell["source"] = form.format(own=cell["source"], answer=ANSWER)
    repaired = mend(notebook)
    assert f"{LOCKED[kind]} {KEPT}" in repaired.notes
    kept = [
        c for c in repaired.notebook.cells if c.source.removeprefix("%time\n").removesuffix("\n)") == ANSWER
    ]
    ids = [c.id for c in repaired.notebook.cells]
    assert len(kept) == 1 and ids.index(kept[0].id) + 1 == ids.index(f"step-{kind}")
    if "%" not in form and not form.endswith(")"):  # exec knows no magic
        assert run_through(repaired) == ["run", "step"]


@pytest.mark.parametrize(
    "text", ["import math as m", "SCALE = 2", "def helper(x):\n    return x", "%pip install x\ny = 1"]
)
def test_what_is_added_to_a_locked_cell_is_kept_beside_it(text):
    """An import, a number or a helper above the check runs before the check."""
    notebook = work()
    cell = cell_of(notebook, "step-check")
    cell["source"] = f"# mine\n{text}\n{cell['source']}"
    repaired = mend(notebook)
    assert repaired.notes == (f"{LOCKED['check']} {KEPT}",)
    ids = [c.id for c in repaired.notebook.cells]
    assert repaired.notebook.cells[ids.index("step-check") - 1].source == f"# mine\n{text}"


CHANGED = {
    "another check": "def check_step(f):\n    assert f(1, 2) == 3\n\n\ncheck_step(step)",
    "print": cell_of(plain(LAB.release), "step-check")["source"] + "\nprint(step(1, 2))",
    "emptied": "",
    "broken": "print(",
}


@pytest.mark.parametrize("text", CHANGED)
def test_a_locked_cell_that_was_changed_or_is_an_earlier_one_leaves_nothing(text):
    """Other checks, such as those of an earlier release, and what gives no name to anything are not kept."""
    notebook = work()
    cell_of(notebook, "step-check")["source"] = CHANGED[text]
    repaired = mend(notebook)
    assert repaired.notes == (f"{LOCKED['check']} had been changed; the original was used.",)
    assert len(repaired.notebook.cells) == len(LAB.source.cells)


DENSE = ["step=1;", "f(step)\n", "if step:\n step=1\n", "def step(x, h):\n return\n"]


@pytest.mark.parametrize("unit", DENSE)
def test_cells_that_are_long_to_parse_cost_seconds_at_most(unit):
    """Five million letters of code in all kinds of cells."""
    notebook, text = work(), unit * (19_000 // len(unit))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = text
    notebook["cells"] += [{"cell_type": "code", "metadata": {}, "source": text + str(i)} for i in range(240)]
    began = time.process_time()
    repair(pack(notebook), LAB)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("start", ["step", "step:", "step :", "def step", "async"])
def test_a_line_of_spaces_costs_no_time(start):
    """Half a definition and three hundred thousand spaces."""
    notebook = work()
    notebook["cells"].append({"cell_type": "code", "metadata": {}, "source": start + " " * 300_000})
    began = time.process_time()
    repair(pack(notebook), LAB)
    assert time.process_time() - began < 2


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
