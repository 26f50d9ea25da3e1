"""nbgrader's own commands that `configure` only sets: solutions, and the Validate button."""

import re
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateSolution
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from traitlets.config import Config

from autograder.converters import configure
from tests.bank import ROOT, labs, solution_ids, source_cells
from tests.make_class import filled, make_course, release, solutions, text

LAB = "01_custom_rnn"
HIDDEN = ("HIDDEN TESTS", "MARK SCHEME", "judge(", "autograder")


def has_every_answer(solution: Path, lab: str) -> bool:
    cells = {cell.id: cell for cell in nbformat.read(solution, as_version=4).cells}
    answers = [c for c in source_cells(lab) if c.id in solution_ids(lab)]
    return bool(answers) and all(cells[answer.id].source == answer.source for answer in answers)


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """The address of a gradebook that knows every lab; to make one takes longer than to write a solution."""
    address = f"sqlite:///{tmp_path_factory.mktemp('gradebook')}/gradebook.db"
    with Gradebook(address) as gradebook:
        for lab in labs():
            gradebook.add_assignment(lab)
    return address


@pytest.mark.parametrize("lab", labs())
def test_generate_solution_keeps_the_answers_and_nothing_hidden(lab, gradebook, tmp_path):
    """Of every lab, with its marking scheme; what it prints when it runs is tried below."""
    config = Config()
    configure(config)
    config.GenerateSolution.preprocessors = [
        p for p in config.GenerateSolution.preprocessors if p is not Execute
    ]
    config.CourseDirectory.root = str(ROOT)
    config.CourseDirectory.solution_directory = str(tmp_path)
    config.CourseDirectory.db_url = gradebook
    config.CourseDirectory.assignment_id = lab
    GenerateSolution(coursedir=CourseDirectory(config=config), config=config).start()
    path = tmp_path / lab / f"{lab}.ipynb"
    assert has_every_answer(path, lab)
    assert not [words for words in HIDDEN if words in path.read_text(encoding="utf-8")]


@pytest.mark.long
def test_a_solution_is_shown_with_what_it_prints(tmp_path, command):
    """The command itself: every cell has run without an error."""
    folder = make_course(tmp_path, [LAB])
    command(folder, "nbgrader", "generate_assignment", LAB, "--force")
    command(folder, "nbgrader", "generate_solution", LAB, NBGRADER_EXECUTION="validate")
    path = folder / "solution" / LAB / f"{LAB}.ipynb"
    assert has_every_answer(path, LAB)
    outputs = [o for c in nbformat.read(path, as_version=4).cells for o in c.get("outputs", [])]
    assert "error" not in {o.output_type for o in outputs}
    assert any("✓ 1.1 One step" in o.get("text", "") for o in outputs)


def test_a_solutions_cells_may_train_for_minutes():
    """nbgrader's 30 seconds would end the training of a lab in full."""
    config = Config()
    configure(config)
    exporter = NotebookExporter(config=config)
    exporter.register_preprocessor(Execute, enabled=True)
    assert exporter._preprocessors[-1].timeout == 600


@pytest.mark.long
def test_validate_lists_what_is_open(tmp_path, command):
    """Every exercise of an untouched lab, and the written answer."""
    folder = make_course(tmp_path, [LAB])
    path = f"release/{LAB}/{LAB}.ipynb"
    said = command(folder, "nbgrader", "validate", path).stdout
    exercise = re.compile(r"Exercise \d\.\d")
    assert set(exercise.findall((folder / path).read_text(encoding="utf-8"))) == set(exercise.findall(said))
    assert "You did not provide a response." in said


@pytest.mark.long
def test_validate_is_content_with_a_solved_lab(tmp_path, command):
    """All code and the written answer: nothing is left to say."""
    written = {
        c.metadata.nbgrader.grade_id: "They agree, since both compute the same sums."
        for c in release(LAB).cells
        if c.cell_type == "markdown" and c.metadata.get("nbgrader", {}).get("solution")
    }
    assert written
    folder = make_course(tmp_path, [LAB])
    (folder / "mine.ipynb").write_bytes(text(filled(LAB, {**solutions(LAB), **written})))
    assert "Success!" in command(folder, "nbgrader", "validate", "mine.ipynb").stdout
