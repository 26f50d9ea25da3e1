"""One submission, from bytes to verdicts, in the real sandbox."""

import logging

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.utils import determine_grade

from autograder.grading import Graded, grade, unreadable
from autograder.lab import load_lab
from autograder.sandbox.limits import Limits
from tests.bank import ROOT
from tests.make_class import bank_answer, filled, handed_in, release, solutions

pytestmark = pytest.mark.long

NAME = "01_custom_rnn"
QUICK = Limits(cell_seconds=20, notebook_seconds=120)


@pytest.fixture(scope="module")
def lab():
    return load_lab(ROOT, NAME)


def graded(lab, notebook, *files, limits=QUICK) -> Graded:
    return grade(handed_in(notebook, lab, *files), lab, secret="s", limits=limits)


def cells_of(outcome):
    return nbformat.reads(outcome.notebook.decode(), as_version=4).cells


def nbgraders_scores(outcome) -> float:
    """Return what nbgrader itself reads out of the graded notebook."""
    cells = [
        c for c in cells_of(outcome) if c.cell_type == "code" and c.metadata.get("nbgrader", {}).get("grade")
    ]
    return sum(determine_grade(c, logging.getLogger())[0] for c in cells)


def test_perfect_work_gets_every_point_and_nbgrader_agrees(lab):
    """The verdicts in nbgrader's terms add up to the row's score."""
    outcome = graded(lab, filled(NAME, solutions(NAME)))
    row = outcome.row()
    assert (row["score"], row["max_score"], row["status"], row["message"]) == (17, 17, "graded", "")
    assert nbgraders_scores(outcome) == 17


def test_untouched_work_gets_nothing_and_every_exercise_is_called_open(lab):
    """A release handed in as it was."""
    outcome = graded(lab, release(NAME))
    assert outcome.row()["score"] == 0 == nbgraders_scores(outcome)
    assert all("Still open" in v.hint or "is not defined" in v.hint for v in outcome.verdicts)


@pytest.mark.fast
def test_part_of_an_exercise_earns_its_part_and_nbgrader_agrees(lab):
    """One check of two failed: one clean number in the cell, the hint beside it."""
    answers = {**solutions(NAME), "init_state": bank_answer(NAME, "init_state", "wrong_float32")}
    outcome = graded(lab, filled(NAME, answers))
    assert outcome.row()["score"] == nbgraders_scores(outcome) == 16
    cell = next(c for c in cells_of(outcome) if c.get("id") == "init_state-graded")
    assert [o.output_type for o in cell.outputs] == ["stream", "execute_result"]
    assert float(cell.outputs[1].data["text/plain"]) == 1


@pytest.mark.parametrize(
    "trick",
    [
        "import sys; print('a warning', file=sys.stderr)",  # nbgrader would give zero for it
        "-5",  # and full marks for a negative result
        "'not a number'",  # or one that is no number
    ],
)
def test_what_a_graded_cell_prints_decides_nothing(lab, trick):
    """The student's own output in a graded cell neither costs nor earns points."""
    for answers, score in ((solutions(NAME), 17), ({}, 0)):
        notebook = filled(NAME, answers)
        noisy = "from IPython import get_ipython\nget_ipython().events.register('post_run_cell', lambda *_: eval(NOISE))"
        notebook.cells.insert(
            2, new_code_cell(f"NOISE = {trick!r}\n{noisy}" if "import" not in trick else trick)
        )
        outcome = graded(lab, notebook)
        assert outcome.row()["score"] == score == nbgraders_scores(outcome)


def test_a_grade_repeats(lab):
    """Grading is a pure function: same bytes, student and secret, same verdicts."""
    answers = {**solutions(NAME), "step": bank_answer(NAME, "step", "wrong_no_tanh")}
    first, second = (graded(lab, filled(NAME, answers)) for _ in range(2))
    assert [v.as_dict() for v in first.verdicts] == [v.as_dict() for v in second.verdicts]


def test_a_student_cannot_raise_the_points(lab):
    """Points, locks and graded cells come from the source, whatever the file says."""
    notebook = filled(NAME, {})
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code":
            cell.metadata.nbgrader.update(points=1000, locked=False)
            cell.source = "17"
    outcome = graded(lab, notebook)
    assert (outcome.row()["score"], outcome.row()["max_score"]) == (0, 17)
    assert outcome.status == "repaired"


def test_a_limit_costs_its_own_exercise_only(lab):
    """An endless loop in the last exercise: one sentence, and the other points stay."""
    limits = Limits(cell_seconds=12, notebook_seconds=120)
    answers = {**solutions(NAME), "num_parameters": "while True:\n    pass"}
    outcome = graded(lab, filled(NAME, answers), limits=limits)
    row = outcome.row()
    assert (row["score"], row["status"]) == (15, "stopped")
    assert "longer than 12 seconds" in row["message"]
    assert row["message"].count("longer than") == 1


def test_a_dead_kernel_keeps_what_was_earned_before(lab):
    """The exercises judged before the crash count; those after say why they do not."""
    answers = {**solutions(NAME), "recurrence": "import os\nos._exit(3)"}
    row = graded(lab, filled(NAME, answers)).row()
    assert (row["score"], row["status"]) == (5, "stopped")
    assert "died" in next(c["hint"] for c in row["checks"] if c["name"].endswith("num_parameters.formula"))


@pytest.mark.fast
def test_an_unreadable_file_is_a_zero_with_its_sentence_everywhere(lab):
    """In the row, in every check, and in the notebook that becomes the feedback."""
    outcome = unreadable(handed_in(b"", lab), "It was eaten.", lab)
    row = outcome.row()
    assert (row["score"], row["max_score"], row["status"]) == (0, 17, "unreadable")
    assert {c["hint"] for c in row["checks"]} == {"It was eaten."}
    assert "It was eaten." in cells_of(outcome)[0].source
    assert nbgraders_scores(outcome) == 0


def test_nothing_hidden_and_no_markup_is_in_the_graded_outputs(lab):
    """Outputs hold text and pixels only; the hidden part stays in the source, which feedback leaves out."""
    notebook = filled(NAME, solutions(NAME))
    notebook.cells.insert(
        3,
        new_code_cell(
            "from IPython.display import HTML, Javascript, display\ndisplay(HTML('<script>1</script>'), Javascript('1'))"
        ),
    )
    notebook.cells.insert(3, new_markdown_cell("<script>alert(1)</script>"))
    outcome = graded(lab, notebook)
    for cell in cells_of(outcome):
        for output in cell.get("outputs", []):
            assert set(output.get("data", {})) <= {"text/plain", "image/png", "image/jpeg"}
            assert "judge(" not in str(output)


def test_the_seconds_are_split(lab):
    """Repair, start, run and judge: all measured, and the row's seconds are their sum."""
    outcome = graded(lab, filled(NAME, {}))
    assert set(outcome.split) == {"repair", "start", "run", "judge"}
    assert outcome.row()["seconds"] == pytest.approx(sum(outcome.split.values()), abs=1e-3)
    assert all(seconds > 0 for seconds in outcome.split.values())
