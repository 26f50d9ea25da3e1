"""One submission, from bytes to verdicts, in the real sandbox."""

import logging

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.utils import determine_grade

from autograder.files import File
from autograder.grading import Graded, grade, unreadable
from autograder.lab import load_lab
from autograder.sandbox.limits import Limits
from tests.bank import ROOT
from tests.make_class import bank_answer, filled, handed_in, short, solutions
from tests.saved_by import kaggle

pytestmark = pytest.mark.long

NAME = "01_custom_rnn"
QUICK = Limits(notebook_seconds=60)


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
    outcome = graded(lab, short({}))
    assert outcome.row()["score"] == 0 == nbgraders_scores(outcome)
    assert all("Still open" in v.hint or "is not defined" in v.hint for v in outcome.verdicts)


@pytest.mark.fast
def test_part_of_an_exercise_earns_its_part_and_nbgrader_agrees(lab):
    """One check of two failed: one clean number in the cell, the hint beside it."""
    answers = {**solutions(NAME), "init_state": bank_answer(NAME, "init_state", "wrong_float32")}
    outcome = graded(lab, short(answers))
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
        notebook = short(answers)
        noisy = "from IPython import get_ipython\nget_ipython().events.register('post_run_cell', lambda *_: eval(NOISE))"
        notebook.cells.insert(
            2, new_code_cell(f"NOISE = {trick!r}\n{noisy}" if "import" not in trick else trick)
        )
        outcome = graded(lab, notebook)
        assert outcome.row()["score"] == score == nbgraders_scores(outcome)


def test_a_grade_repeats(lab):
    """Grading is a pure function: same bytes, student and secret, same verdicts."""
    answers = {**solutions(NAME), "step": bank_answer(NAME, "step", "wrong_no_tanh")}
    first, second = (graded(lab, short(answers)) for _ in range(2))
    assert [v.as_dict() for v in first.verdicts] == [v.as_dict() for v in second.verdicts]


def test_a_student_cannot_raise_the_points(lab):
    """Points, locks and graded cells come from the source, whatever the file says."""
    notebook = short({})
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code":
            cell.metadata.nbgrader.update(points=1000, locked=False)
            cell.source = "17"
    outcome = graded(lab, notebook)
    assert (outcome.row()["score"], outcome.row()["max_score"]) == (0, 17)
    assert outcome.status == "repaired"


def edited(**edits):
    """Return the solved lab with texts put before a cell's own, or, as a pair, one text in place of another."""
    notebook = short(solutions(NAME))
    for cell in notebook.cells:
        if edit := edits.get(cell.id):
            cell.source = cell.source.replace(*edit) if isinstance(edit, tuple) else edit + cell.source
    return notebook


def uses(name):
    """Return an edit after which an answer of one function needs this name."""
    return "    return ", f"    {name}\n    return "


STATES = "        states = []\n"  # in the `forward` of 1.3, which demonstrations and three exercises call


def test_a_limit_costs_its_own_exercise_only(lab):
    """An endless loop in the last exercise: one sentence, and the other points stay."""
    outcome = graded(
        lab, edited(num_parameters="while True:\n    pass\n"), limits=Limits(notebook_seconds=20)
    )
    row = outcome.row()
    assert (row["score"], row["status"]) == (15, "stopped")
    assert (
        row["message"].count("processor time") == 1 and "`num_parameters`: This cell used" in row["message"]
    )


def test_an_endless_loop_in_what_others_call_leaves_later_exercises_their_turn(lab):
    """In `forward`: what does not call it keeps its points, the rest of the exercise is not tried again, and the
    lab's own demonstrations do not use up the time."""
    outcome = graded(
        lab,
        edited(recurrence=(STATES, STATES + "        while True: pass\n")),
        limits=Limits(notebook_seconds=20),
    )
    row = outcome.row()
    assert (row["score"], row["status"]) == (11, "stopped")
    hints = {c["name"].split(".", 1)[1]: c["hint"] for c in row["checks"]}
    assert "loop without an end" in hints["recurrence.states"] and "Not tried" in hints["recurrence.flow"]
    assert outcome.processor < 3 * 20


@pytest.mark.parametrize("end", ["os._exit(3)", "os.kill(os.getpid(), signal.SIGKILL)", "os.kill(os.getpid(), signal.SIGSTOP)",
                                 "__import__('ctypes').string_at(0)"])  # fmt: skip
def test_what_ends_the_kernel_costs_its_own_exercise_only(lab, end):
    """The kernel is started again without the answer to blame, and all that does not need it is graded."""
    row = graded(lab, edited(recurrence=(STATES, f"        import os, signal; {end}\n{STATES}"))).row()
    assert (row["score"], row["status"]) == (11, "stopped")
    assert "started again" in row["message"] and "`recurrence-check`" in row["message"]
    hint = next(c["hint"] for c in row["checks"] if c["name"].endswith("recurrence.states"))
    assert "MyUnidirectionalRNN" in hint and "ended the kernel" in hint


def test_a_kernel_that_a_check_ends_is_said_in_the_row(lab):
    """Not only in the hint: whoever reads the row sees why."""
    leaving = "_real = num_parameters\ndef num_parameters(a, b):\n    import os\n    os._exit(1) if a > 0 and b > 0 else 0\n"
    notebook = edited()
    at = next(i for i, c in enumerate(notebook.cells) if c.id == "num_parameters-graded")
    notebook.cells.insert(at, new_code_cell(leaving, id="mine"))
    row = graded(lab, notebook).row()
    assert (row["score"], row["status"]) == (15, "stopped")
    assert "`num_parameters-graded`: The notebook's kernel died" in row["message"]


def test_a_kernel_that_dies_again_and_again_ends_the_notebook(lab):
    """Every cell its own crash: bounded, and what was earned before stays."""
    notebook = edited()
    at = next(i for i, c in enumerate(notebook.cells) if c.id == "step-graded")
    for number in range(6):
        notebook.cells.insert(at + 1, new_code_cell("import os; os._exit(1)", id=f"crash-{number}"))
    row = graded(lab, notebook).row()
    assert (row["score"], row["status"]) == (3, "stopped")


def test_leaving_and_files_and_lines_for_colab_cost_nothing(lab):
    """All at once, in set-up and answers, saved without an id: the score of the same notebook without them, and a sentence for each kind."""
    colab = "!pip install -q torchinfo\n%tensorflow_version 2.x\nfrom google.colab import drive\ndrive.mount('/content/drive')\n"
    notebook = edited(setup=colab, carry_state="!nvidia-smi\nfrom helper import ONE\n", num_parameters=colab)
    for cell in notebook.cells:
        cell.source += "\nexit()" if cell.id in {"step", "num_parameters"} else ""
    row = graded(lab, kaggle(notebook), File("helper.py", b"ONE = 1\n"), File("torch.py", b"1 / 0\n")).row()
    assert (row["score"], row["status"]) == (17, "graded")
    for word in ("Shell lines", "magic", "google.colab", "Leaving"):
        assert row["message"].count(word) == 1


NOT_HERE = """import not_installed_here as pd
assert torch.cuda.is_available()
print(torch.cuda.get_device_name(0))
import matplotlib
matplotlib.use("TkAgg")
import os
os.makedirs("/content/models")
import nest_asyncio
os.path.abspath(__file__)
os.chdir("/content/drive/MyDrive/rnn")
"""


@pytest.mark.parametrize("where", ["setup", "own"])
def test_a_line_that_raises_costs_no_name_below_it(lab, where):
    """Of another computer, above the names that answers use: what stands behind it runs, and the row says so."""
    lines = NOT_HERE + "import torch.nn.functional as G\n"
    notebook = edited(
        setup=lines if where == "setup" else "", step=("torch.tanh", "G.tanh"), init_state="G\n"
    )
    if where == "own":
        notebook.cells.insert(2, new_code_cell(lines, id="mine"))
    row = graded(lab, notebook).row()
    assert (row["score"], row["status"]) == (17, "graded")
    assert "No module named 'not_installed_here'); the rest of it" in row["message"]
    assert ("Set-up `setup`" if where == "setup" else "Cell 3") in row["message"]


def test_a_hint_names_the_cell_that_would_have_made_the_name(lab):
    """Far from the exercise, and no answer: an import that failed, and a cell that is no Python."""
    notebook = edited(step=uses("mine"), num_parameters=uses("yours"))
    notebook.cells.insert(2, new_code_cell("import torch, not_here as mine\nprint(1)", id="one"))
    notebook.cells.insert(3, new_code_cell("yours = 2\nprint(", id="two"))
    row = graded(lab, notebook).row()
    hints = {c["name"].split(".", 1)[1]: c["hint"] for c in row["checks"] if c["hint"]}
    assert "Cell 3 failed in a line: ModuleNotFoundError" in hints["step.values"]
    assert "Cell 4 ended before its end: SyntaxError" in hints["num_parameters.formula"]


@pytest.mark.parametrize(
    "line", ["import not_installed_here", "1 / 0", "while True: pass", "open('/content/drive/x')"]
)
def test_a_set_up_cell_is_never_all_or_nothing(lab, line):
    """Whatever stops the student's, the lab's own runs after it, and the row names the cell and the error."""
    row = graded(lab, edited(setup=line + "\n"), limits=Limits(notebook_seconds=20)).row()
    assert row["score"] == 17 and "Set-up `setup` failed (" in row["message"]


def test_a_set_up_cell_below_the_answers_costs_nothing(lab):
    """Moved to the end, or with all cells reversed: the lab's own runs first, and the row says so."""
    notebook = edited()
    notebook.cells.reverse()
    row = graded(lab, notebook).row()
    assert row["score"] == 17 and "`setup` stands below an answer" in row["message"]
    notebook = edited()
    notebook.cells.sort(key=lambda cell: cell.id == "setup")
    row = graded(lab, notebook).row()
    assert row["score"] == 17 and "`setup` stands below an answer" in row["message"]


def test_a_name_that_is_made_further_down_is_found_there(lab):
    """Cells run from top to bottom: the hint names the cell."""
    notebook = edited(step=uses("later"))
    notebook.cells.append(new_code_cell("later = 5", id="mine"))
    row = graded(lab, notebook).row()
    hints = {c["name"].split(".", 1)[1]: c["hint"] for c in row["checks"] if c["hint"]}
    assert f"It is defined in cell {len(notebook.cells)}, below" in hints["step.values"]


def test_a_file_that_pythons_own_module_hides_is_said(lab):
    """Where a cell imports it."""
    files = [File("calendar.py", b"DAYS = 7\n"), File("statistics.py", b""), File("helper.py", b"ONE = 1\n")]
    notebook = edited(carry_state="from calendar import DAYS\nfrom helper import ONE\n")
    row = graded(lab, notebook, *files).row()
    assert row["score"] == 17 and "called like `calendar.py`" in row["message"]
    assert "statistics.py" not in row["message"] and "helper.py" not in row["message"]


def test_a_missing_name_is_traced_to_the_cell_that_stopped(lab):
    """`input()` before a definition, or an import that is not there: the hint names it."""
    notebook = edited(step=uses("ti"), num_parameters=uses("n"))
    for cell in notebook.cells:
        line = {"step": "import torchinfo as ti\n", "num_parameters": "n = input()\n"}
        cell.source = line.get(cell.id, "") + cell.source
    row = graded(lab, notebook).row()
    hints = {c["name"].split(".", 1)[1]: c["hint"] for c in row["checks"] if c["hint"]}
    assert "input()" in hints["num_parameters.formula"] and "torchinfo" in hints["step.values"]
    assert row["score"] == 12 and "`step` failed in a line" in row["message"]


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
    notebook = short(solutions(NAME))
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
    outcome = graded(lab, short({}))
    assert set(outcome.split) == {"repair", "start", "run", "judge"}
    assert outcome.row()["seconds"] == pytest.approx(sum(outcome.split.values()), abs=1e-3)
    assert all(seconds > 0 for seconds in outcome.split.values())
