"""Written answers beside their own cell are put into it, or pointed to, so that nbgrader asks a person to read them."""

import nbformat
import pytest
from nbgrader.utils import determine_grade

from tests.tiny_lab import LAB, cell_of, mend, plain, texts

STUB = "YOUR ANSWER HERE"
SAID = "Without it the state can grow without end."


def beside(*cells, name="why", offset=1):
    """Return a release with cells of a student's own beside an untouched written answer."""
    notebook = plain(LAB.release)
    at = [cell["id"] for cell in notebook["cells"]].index(name) + offset
    new = [
        {"cell_type": kind, "id": f"own-{i}", "metadata": {}, "source": text}
        for i, (kind, text) in enumerate(cells)
    ]
    notebook["cells"][at:at] = new
    return notebook


def is_read(repaired, name="why"):
    """Say whether nbgrader asks a person to grade this cell; with the untouched stub it gives zero."""
    score, _ = determine_grade(nbformat.from_dict(cell_of(repaired.notebook, name)))
    return score is None


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize(("offset", "where"), [(1, "below"), (0, "above")])
def test_text_beside_the_untouched_cell_becomes_the_answer(kind, offset, where):
    """A new cell with the answer, below or above: its text is adopted, once, with a note."""
    repaired = mend(beside((kind, SAID), offset=offset))
    assert cell_of(repaired.notebook, "why").source == SAID
    assert texts(repaired).count(SAID) == 1
    assert is_read(repaired) and not is_read(repaired, "what")
    assert repaired.notes == (
        f"The written answer `why` was empty; the text {where} it was taken for the answer.",
    )


def test_several_cells_become_one_answer():
    """An answer in several cells, with an experiment between, keeps its order; the experiment stays a cell."""
    repaired = mend(beside(("markdown", "First."), ("code", "step(1, 2)"), ("markdown", "Second.")))
    assert cell_of(repaired.notebook, "why").source == "First.\n\nSecond."
    assert "step(1, 2)" in texts(repaired)


def test_pictures_go_with_the_text():
    """An adopted cell brings its drawing."""
    notebook = beside(("markdown", "See ![d](attachment:d.gif)"))
    cell_of(notebook, "own-0")["attachments"] = {
        "d.gif": {"image/gif": "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="}
    }
    assert list(cell_of(mend(notebook).notebook, "why").attachments) == ["picture-1.gif"]


@pytest.mark.parametrize("text", ["# " + SAID, f'"""{SAID}"""', SAID])
def test_prose_in_a_code_cell_is_pointed_to(text):
    """Comments, a text or plain words in a code cell stay there, and a person is asked to look."""
    repaired = mend(beside(("code", text)))
    assert cell_of(repaired.notebook, "why").source == "(The answer may stand below this cell.)"
    assert text in texts(repaired)
    assert is_read(repaired)
    assert repaired.notes == ("The written answer `why` was empty; look for the answer below it.",)


@pytest.mark.parametrize(("card", "where"), [("why-card", "above"), ("what-card", "below")])
def test_an_answer_written_into_the_question_is_pointed_to(card, where):
    """Who writes into the lab's own text is read by a person too."""
    notebook = plain(LAB.release)
    cell_of(notebook, card)["source"] += "\n\n" + SAID
    repaired = mend(notebook)
    assert cell_of(repaired.notebook, "why").source == f"(The answer may stand {where} this cell.)"
    assert cell_of(repaired.notebook, card).source.endswith(SAID)
    assert is_read(repaired)


@pytest.mark.parametrize("text", ["print(step(1, 2))", "x = 1", "%timeit step(1, 2)", "!ls", ""])
def test_code_beside_an_untouched_cell_is_no_answer(text):
    """An experiment below leaves the written answer as it is."""
    repaired = mend(beside(("code", text)))
    assert cell_of(repaired.notebook, "why").source == STUB
    assert not is_read(repaired)
    assert repaired.notes == ()


def test_a_given_answer_takes_nothing_from_its_neighbours():
    """Notes below an answer stay a cell of their own."""
    notebook = beside(("markdown", "My notes."))
    cell_of(notebook, "why")["source"] = SAID
    repaired = mend(notebook)
    assert cell_of(repaired.notebook, "why").source == SAID
    assert "My notes." in texts(repaired)


def test_the_labs_own_text_is_never_swallowed():
    """A cell of the lab's story that lost its ids and was changed a little is no answer."""
    notebook = plain(LAB.release)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "what"]
    for cell in notebook["cells"]:
        if cell["id"] == "what-card":
            cell |= {"id": "other", "source": cell["source"].replace("happens", "happened")}
    repaired = mend(notebook)
    assert cell_of(repaired.notebook, "why").source == STUB
    assert any("happened" in text for text in texts(repaired))
