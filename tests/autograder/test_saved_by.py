"""What students did in Colab, Kaggle, Deepnote, VS Code or JupyterLite comes back as they left it."""

import pytest
from nbformat.v4 import new_code_cell

from autograder.lab import load_lab
from autograder.repair import repair
from tests.bank import ROOT, labs
from tests.make_class import filled, solutions, text
from tests.saved_by import ADDED, TOOLS


def with_own_work(lab):
    """Return the solved lab with what students add: a written answer and a cell of their own."""
    notebook = filled(lab, solutions(lab))
    for cell in notebook.cells:
        flags = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and flags.get("solution"):
            cell.source = f"My answer to {flags['grade_id']}."
    notebook.cells.insert(20, new_code_cell("mine = 1", id="mine"))
    return notebook


def parts(repaired):
    """Return what is graded: each cell's type, text and nbgrader's metadata, in order, and the ids of the lab's."""
    cells = [c for c in repaired.notebook.cells if not any(words in c.source for words in ADDED)]
    return [(c.cell_type, c.source, c.metadata, c.id if c.metadata else "") for c in cells]


@pytest.mark.parametrize("lab", labs())
def test_each_tools_file_is_the_same_hand_in(lab):
    """Every cell in its place with its text, ids and points, and not a word about repairs."""
    task, notebook = load_lab(ROOT, lab), with_own_work(lab)
    as_it_was = repair(text(notebook), task)
    assert as_it_was.notes == () and len(parts(as_it_was)) > 30
    for tool in TOOLS:
        repaired = repair(tool(notebook), task)
        assert repaired.notes == (), tool.__name__
        assert parts(repaired) == parts(as_it_was), tool.__name__
