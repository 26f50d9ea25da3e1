"""Notebooks that git merged, and others damaged outside the text of cells, keep every answer."""

import re
import time

import nbformat
import pytest

from autograder.bounded_json import Unreadable
from autograder.conflicts import MAX_TEXT, merged
from autograder.lab import load_lab
from autograder.reading import read_cells
from tests.bank import ROOT
from tests.graded import judged
from tests.make_class import filled, short, solutions
from tests.tiny_lab import ANSWER, RUN, answered, cell_of, mend, work

FIRST = "The file has marks of a merge conflict; the first side was used."
ANSWERED = "The file has marks of a merge conflict; of each pair the side that holds an answer was used."
OUTPUT = nbformat.v4.new_output("stream", name="stdout", text="a\n")
TEXT = re.compile(r'"text": \[\s*"a\\n"\s*\]')


def saved(notebook):
    """Return a notebook as Jupyter saves it, every code cell run once."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell |= {"execution_count": 5, "outputs": [OUTPUT]}
    return nbformat.writes(notebook)


def conflict(first, second, origin=None):
    middle = "" if origin is None else f"||||||| 9c8d\n{origin}\n"
    return f"<<<<<<< HEAD\n{first}\n{middle}=======\n{second}\n>>>>>>> 1a2b\n"


COUNT, OTHER = '   "execution_count": 5,', '   "execution_count": 45,'
DAMAGES = {
    "each count": lambda data: data.replace(f"{COUNT}\n", conflict(COUNT, OTHER)),
    "one count": lambda data: data.replace(f"{COUNT}\n", conflict(COUNT, OTHER), 1),
    "outputs": lambda data: TEXT.sub(lambda _: '"text": [\n' + conflict('"a"', '"b"') + "]", data),
    "with the origin": lambda data: data.replace(f"{COUNT}\n", conflict(COUNT, OTHER, COUNT)),
    "on Windows": lambda data: data.replace(f"{COUNT}\n", conflict(COUNT, OTHER)).replace("\n", "\r\n"),
    "the whole file": lambda data: conflict(data, "{}"),
    "never closed": lambda data: f"<<<<<<< HEAD\n{data}",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_marks_of_a_merge_conflict_cost_nothing(damage):
    """Of each conflict the first side is read, with a note; nothing else is said."""
    repaired = mend(DAMAGES[damage](saved(work())).encode())
    assert answered(repaired)
    assert repaired.notes == (FIRST,)


def test_the_second_side_is_used_where_the_first_is_no_notebook():
    """A first side that is damaged itself does not cost the second."""
    data = saved(work())
    repaired = mend(conflict("{", data).encode())
    assert answered(repaired)
    assert repaired.notes == ("The file has marks of a merge conflict; the second side was used.",)


@pytest.mark.parametrize("stub_first", [True, False])
def test_a_side_with_an_answer_is_used_where_the_other_is_open(stub_first):
    """After ``git stash pop`` the student's own side is the second, after ``git pull`` the first."""
    data, stub = saved(work()), '    "    raise NotImplementedError()"\n'
    (line,) = re.findall(r'^ *"    return x \+ h"\n', data, re.M)
    sides = (stub, line) if stub_first else (line, stub)
    data = data.replace(line, conflict(*(side.rstrip("\n") for side in sides)))
    data = data.replace(f"{COUNT}\n", conflict(COUNT, OTHER), 1)
    repaired = mend(data.encode())
    assert answered(repaired)
    assert repaired.notes == (ANSWERED if stub_first else FIRST,)


@pytest.mark.parametrize("other", ["return h + x", "return x +", "raise NotImplementedError()"])
@pytest.mark.parametrize("swapped", [False, True])
def test_marks_inside_the_text_of_a_cell_are_resolved(other, swapped):
    """Code that a tool merged inside its cell is read with a side that is Python and an answer."""
    notebook = work()
    sides = ["    return x + h", f"    {other}"][:: -1 if swapped else 1]
    cell_of(notebook, "step")["source"] = ANSWER.replace("    return x + h", conflict(*sides).rstrip("\n"))
    repaired = mend(notebook)
    text = cell_of(repaired.notebook, "step").source
    assert text.strip() == ANSWER if not (swapped and "h + x" in other) else "h + x" in text
    assert len(repaired.notes) == 1 and repaired.notes[0].startswith("A cell has marks of a merge conflict;")


def test_text_that_only_looks_like_marks_stays():
    """Marks in a string, in prose or without their others are the student's text."""
    marks = conflict("a", "b")
    for name, text in (
        ("step", f'{ANSWER}\n\nx = """{marks}"""'),
        ("why", marks),
        ("run", f"{RUN}\n# <<<<<<<"),
    ):
        notebook = work()
        cell_of(notebook, name)["source"] = text
        repaired = mend(notebook)
        assert cell_of(repaired.notebook, name).source == text
        assert repaired.notes == ()


BROKEN = {
    "an output": lambda data: TEXT.sub(lambda _: '"text": ["a" x"', data),
    "a count": lambda data: data.replace(COUNT, '   "execution_count": <b>5,'),
    "a comma too many": lambda data: data.replace(COUNT, f"{COUNT},"),
    "a comma missing": lambda data: data.replace(COUNT, COUNT.rstrip(",")),
    "an open quote": lambda data: data.replace(COUNT, '   "execution_count": "5,'),
}


@pytest.mark.parametrize("damage", BROKEN)
def test_what_is_broken_outside_its_text_costs_no_cell(damage):
    """In every code cell of lab 01: all sources are read, with their ids."""
    notebook = short(solutions("01_custom_rnn"))
    cells, notes = read_cells(BROKEN[damage](saved(notebook)).encode())
    assert [(c.type, c.text, c.id) for c in cells] == [(c.cell_type, c.source, c.id) for c in notebook.cells]
    assert notes == [f"The file is damaged; {len(cells)} whole cells could be read."]


def test_of_a_damaged_file_nobody_asks_which_lab_it_is():
    """One cell is left, and none of the lab's exercises: that is the damage's doing."""
    data = '{"cells": [{"cell_type": "code", "source": "x = 1", "outputs": []}, {"cell_type": "code", "source": ["x" y]}], }'
    assert mend(data.encode()).notes == ("The file is damaged; 1 whole cell could be read.",)


@pytest.mark.parametrize("damage", [*BROKEN, *DAMAGES, ""])
def test_a_person_is_asked_where_points_are_lost_with_what_was_damaged(damage):
    """Damaged or merged, with a failed check; not where all checks passed, nor for a failed check alone."""
    lab, change = load_lab(ROOT, "01_custom_rnn"), {**BROKEN, **DAMAGES, "": lambda data: data}[damage]
    notebook = filled("01_custom_rnn", solutions("01_custom_rnn"))
    data = change(saved(notebook)).encode()
    notes = tuple(read_cells(data)[1])
    assert judged(data, lab, "ada", {}, notes).look == frozenset()
    failed = {"01_custom_rnn.step.values": "Is the tanh missing?"}
    assert judged(data, lab, "ada", failed, notes).look == ({"step-graded"} if damage else frozenset())


LINE = b"<<<<<<< \n=======\n>>>>>>> \n"
COSTLY = [LINE, b"<<<<<<<\n", b'<<<<<<<\n{"cell_type":"code","source":"', b'{"cell_type": "code", "source":["source":[',
          b'[{"cell_type":"code","source":["a' + b'","' * 400, b"<<<<<<<"]  # fmt: skip


@pytest.mark.parametrize("unit", COSTLY)
def test_files_of_marks_and_of_broken_cells_cost_seconds_at_most(unit):
    """Twenty megabytes of them are read or refused in 5 seconds of CPU."""
    data, began = b'{"cells": [\n' + unit * (MAX_TEXT // len(unit) - 9), time.process_time()
    try:
        read_cells(data)
    except Unreadable as refusal:
        assert str(refusal).endswith(".")
    assert time.process_time() - began < 5


def test_there_is_nothing_to_merge_without_whole_marks():
    """A text without a conflict, or too long, has no sides."""
    for text in (b"", b"=======\n", b" <<<<<<< HEAD\n", b"<<<<<<<< a\n", b"<<<<<<< a\n" * (MAX_TEXT // 5)):
        assert list(merged(text)) == []
