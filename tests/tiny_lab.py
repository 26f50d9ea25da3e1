"""A lab of two exercises and two written answers, its finished work, and what everyday tools do to it."""

import copy
import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader import preprocessors
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum

from autograder.lab import Lab
from autograder.notebook_json import Unreadable
from autograder.repair import repair

NAME = "01_tiny"
ANSWER = 'def step(x, h):\n    """Return the next state."""\n    return x + h'
RUN = '''def run(xs, h):
    """Return every state."""
    states = []
    for x in xs:
        states.append(h := step(x, h))
    return states'''


def nbgrader_cell(kind, grade_id, text, points=None):
    """Return a cell of the instructor's notebook."""
    flags = {
        "solution": {"grade": False, "locked": False, "solution": True},
        "check": {"grade": False, "locked": True, "solution": False},
        "graded": {"grade": True, "locked": True, "solution": False},
        "written": {"grade": True, "locked": False, "solution": True},
    }[kind]
    meta = {**flags, "task": False, "schema_version": 3, "grade_id": grade_id}
    meta |= {"points": points} if points else {}
    new = new_markdown_cell if kind == "written" else new_code_cell
    return new(text, id=grade_id, metadata={"nbgrader": meta})


def solution(text):
    """Return an answer with its body between nbgrader's marks."""
    head, doc, *body = text.split("\n")
    return "\n".join([head, doc, "    ### BEGIN SOLUTION", *body, "    ### END SOLUTION"])


def graded(grade_id, number):
    """Return a graded cell with its hidden part."""
    hidden = f'from autograder import judge\njudge("{NAME}.{grade_id}")'
    text = f"# Exercise {number} is graded here.\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    return nbgrader_cell("graded", f"{grade_id}-graded", text, 3)


def make_lab(name=NAME, prefix=""):
    """Return a lab whose release is made by nbgrader's own preprocessors."""
    step_check = (
        f'assert callable({prefix}step), "step is no function"\nassert {prefix}step(1, 2) == 3, "a sum"'
    )
    run_check = f"states = {prefix}run([1, 2, 3], 0)\nassert len(states) == 3, 'one state for each {prefix}step of {prefix}run'"
    cells = [
        new_markdown_cell(f"# The tiny lab {prefix}", id="opening"),
        new_code_cell("import math\nimport random\n\nrandom.seed(1)", id="setup"),
        new_markdown_cell(f"### Exercise 1.1 {prefix}: one step", id="step-card"),
        nbgrader_cell("solution", f"{prefix}step", solution(ANSWER.replace("step", f"{prefix}step"))),
        nbgrader_cell("check", f"{prefix}step-check", step_check),
        graded(f"{prefix}step", f"{name[1]}.1"),
        new_code_cell("SIZES = [1, 2, 3]", id=f"{prefix}sizes", metadata={"tags": ["setup"]}),
        nbgrader_cell("solution", f"{prefix}run", solution(RUN.replace("run", f"{prefix}run"))),
        nbgrader_cell("check", f"{prefix}run-check", run_check),
        graded(f"{prefix}run", f"{name[1]}.2"),
        new_markdown_cell(f"Why is the state squashed {prefix}?", id="why-card"),
        nbgrader_cell(
            "written", f"{prefix}why", "Because.\n### BEGIN MARK SCHEME\nx\n### END MARK SCHEME", 2
        ),
        new_markdown_cell(f"What happens without a state {prefix}?", id="what-card"),
        nbgrader_cell("written", f"{prefix}what", "Nothing.", 2),
        new_markdown_cell("The end.", id="closing"),
    ]
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    source = new_notebook(cells=cells, metadata={"kernelspec": python, "language_info": {"name": "python"}})
    release = copy.deepcopy(source)
    for step in ("LockCells", "ClearSolutions", "ComputeChecksums", "ClearHiddenTests", "ClearMarkScheme"):
        release, _ = getattr(preprocessors, step)().preprocess(release, {})
    release, _ = preprocessors.ComputeChecksums().preprocess(release, {})
    return Lab(name, source, release)


LAB = make_lab()


def plain(notebook):
    """Return a notebook as plain dicts, to be damaged."""
    return json.loads(json.dumps(notebook))


def pack(notebook):
    """Return a notebook as the bytes of a file."""
    return json.dumps(notebook, indent=1).encode()


def work():
    """Return a student's finished notebook, as plain dicts."""
    notebook = plain(LAB.release)
    answers = {"step": ANSWER, "run": RUN, "why": "It stays small.", "what": "It forgets."}
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    return notebook


def cell_of(notebook, name):
    """Return a cell by its id, in a repaired notebook or in plain dicts."""
    return next(c for c in notebook["cells"] if c["id"] == name)


def colab(notebook):
    notebook |= {"nbformat_minor": 0, "metadata": {"colab": {"provenance": []}, "accelerator": "GPU"}}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"id": cell.pop("id"), "colab": {"base_uri": "https://x"}, "outputId": "1"}


def lose_grade_ids(notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def lose_all_ids(notebook):
    lose_grade_ids(notebook)
    for cell in notebook["cells"]:
        del cell["id"]
    notebook["nbformat_minor"] = 2


def write(path, notebook=None):
    """Write a notebook to a path, making the folders to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack(work() if notebook is None else notebook))
    return path


def mend(notebook):
    """Repair a notebook and assure all that always holds."""
    repaired = repair(notebook if isinstance(notebook, bytes) else pack(notebook), LAB)
    sound(repaired)
    return repaired


def sound(repaired):
    """Assert that a repaired notebook is valid, complete, as nbgrader's database has it, and needs no repair."""
    notebook = repaired.notebook
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"nbgrader"}
        assert cell.cell_type != "code" or (cell.outputs == [] and cell.execution_count is None)
    for original, released in zip(LAB.source.cells, LAB.release.cells, strict=True):
        if "nbgrader" in original.metadata:
            cell = cell_of(notebook, original.id)
            locked = "HIDDEN" in original.source or original.id.endswith("-check")
            expected = {**original.metadata.nbgrader, "cell_type": original.cell_type}
            expected["checksum"] = compute_checksum(original if locked else released)
            assert cell.metadata.nbgrader == expected
            assert not locked or cell.source == original.source
    for exercise in ("step", "run"):
        assert ids.index(exercise) < ids.index(f"{exercise}-graded")
    assert len(repaired.notes) <= 9
    assert all(note.isprintable() and note.endswith((".", "?")) for note in repaired.notes)
    again = repair(nbformat.writes(notebook).encode(), LAB)
    assert again.notebook == notebook
    assert again.notes == ()


def texts(repaired):
    """Return the texts of a repaired notebook's cells."""
    return [cell.source for cell in repaired.notebook.cells]


def answered(repaired):
    """Say whether all four answers are in their places."""
    cells = {cell.id: cell.source for cell in repaired.notebook.cells}
    names = ("step", "run", "why", "what")
    return [cells[name] for name in names] == [ANSWER, RUN, "It stays small.", "It forgets."]


def deadly(data):
    """Say whether an answer to hostile bytes is one of the two allowed."""
    try:
        repaired = repair(data, LAB)
    except Unreadable as refusal:
        assert str(refusal).endswith(".")
        return
    sound(repaired)
