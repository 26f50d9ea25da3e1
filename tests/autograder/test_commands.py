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
from autograder.editions import FOR_INSTRUCTORS, FOR_STUDENTS, VERSION
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
@pytest.mark.parametrize("edition", [FOR_INSTRUCTORS, FOR_STUDENTS], ids=["instructors", "students"])
def test_a_solution_keeps_the_answers_and_hides_what_students_may_not_see(lab, edition, gradebook, tmp_path):
    """Of every lab; what it prints when it runs is tried below."""
    config = Config()
    configure(config)
    assert config.GenerateSolution.preprocessors == FOR_INSTRUCTORS and edition[-1] is Execute
    config.GenerateSolution.preprocessors = edition[:-1]
    config.CourseDirectory.root = str(ROOT)
    config.CourseDirectory.solution_directory = str(tmp_path)
    config.CourseDirectory.db_url = gradebook
    config.CourseDirectory.assignment_id = lab
    GenerateSolution(coursedir=CourseDirectory(config=config), config=config).start()
    path = tmp_path / lab / f"{lab}.ipynb"
    assert has_every_answer(path, lab)
    found = [words for words in HIDDEN if words in path.read_text(encoding="utf-8")]
    assert found == ([*HIDDEN] if edition is FOR_INSTRUCTORS else [])


@pytest.fixture(scope="module")
def explained(tmp_path_factory):
    """A course whose lab is one exercise and one question, each with a commentary."""
    folder = make_course(tmp_path_factory.mktemp("explained"), [LAB])
    path = folder / "source" / LAB / f"{LAB}.ipynb"
    notebook, cells = nbformat.read(path, as_version=4), []
    kept = ("setup", "step-card", "step", "step-check", "step-graded", "why-tanh-question", "why-tanh")
    for cell in (c for c in notebook.cells if c.id in kept):
        cells.append(cell)
        if cell.metadata.get("nbgrader", {}).get("grade"):
            words = nbformat.v4.new_markdown_cell(
                f"#### Commentary\n\nOf {cell.id}.", id=f"{cell.id}-commentary"
            )
            cells.append({**words, "metadata": {"tags": ["commentary"]}})
    notebook.cells = cells
    nbformat.write(nbformat.from_dict(notebook), path)
    return folder


def texts(path):
    """Return a notebook's cells by id, and all that stands in its file."""
    written = path.read_text(encoding="utf-8")
    return {cell.id: cell for cell in nbformat.reads(written, as_version=4).cells}, written


@pytest.mark.long
def test_nbgraders_own_commands_write_the_release_and_the_instructors_notebook(explained, command):
    """The release has no commentary and names the version; the solution has all of it, run, hidden checks too."""
    command(explained, "nbgrader", "generate_assignment", LAB, "--force")
    cells, written = texts(explained / "release" / LAB / f"{LAB}.ipynb")
    assert "step-graded" in cells and "ommentary" not in written and VERSION in written
    command(explained, "nbgrader", "generate_solution", LAB)
    cells, written = texts(explained / "solution" / LAB / f"{LAB}.ipynb")
    assert "Of step-graded." in written and "Of why-tanh." in written and "BEGIN MARK SCHEME" in written
    printed = {name: "".join(o.text for o in cells[name].outputs) for name in ("step-check", "step-graded")}
    assert (
        "✓ 1.1 One step" in printed["step-check"]
        and "✓ 01_custom_rnn.step: 2 checks" in printed["step-graded"]
    )


@pytest.mark.long
def test_the_students_edition_has_the_commentary_and_nothing_hidden(explained, command):
    """It lies in a folder of its own; a cell that raises is named."""
    path = explained / "source" / LAB / f"{LAB}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("1 / 0", id="breaks"))
    nbformat.write(notebook, path)
    command(explained, "nbgrader", "generate_assignment", LAB, "--force")
    done = command(explained, "autograder", "solutions", LAB, "--for-students", check=False)
    assert done.returncode == 3 and "raised an error: breaks." in done.stderr, done.stderr
    cells, written = texts(explained / "solution-for-students" / LAB / f"{LAB}.ipynb")
    assert str(explained / "solution-for-students") in done.stdout
    assert "Of step-graded." in written and "Of why-tanh." in written
    assert not [words for words in HIDDEN if words in written]
    assert "torch.tanh(x_t @ W.T" in cells["step"].source and "✓ 1.1" in cells["step-check"].outputs[0].text
    assert "tanh" in cells["why-tanh"].source


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
