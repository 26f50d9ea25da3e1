"""What students hand in is repaired or refused with a clear sentence; nothing else ever happens."""

import copy
import json
import os
import random
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader import preprocessors
from nbgrader.api import Gradebook

from autograder.matching import ALIKE, likeness, slots_of
from autograder.notebook_json import MAX_BYTES, Unreadable
from autograder.reading import MAX_CELLS, MAX_SOURCE, Cell
from autograder.repair import repair
from tests.tiny_lab import (
    ANSWER,
    LAB,
    NAME,
    RUN,
    answered,
    cell_of,
    colab,
    deadly,
    lose_all_ids,
    lose_grade_ids,
    make_lab,
    mend,
    pack,
    plain,
    sound,
    texts,
    work,
)


def test_untouched_release_needs_no_note():
    """A release handed in as it is comes back with the hidden parts and without a note."""
    repaired = mend(plain(LAB.release))
    assert repaired.notes == ()
    assert cell_of(repaired.notebook, "step-graded").source == cell_of(LAB.source, "step-graded").source
    assert [c.id for c in repaired.notebook.cells] == [c.id for c in LAB.source.cells]


def test_finished_work_keeps_every_answer():
    """A student's answers, and cells of the student's own, stay where they are."""
    notebook = work()
    notebook["cells"].insert(
        5, {"cell_type": "code", "source": "print(step(1, 1))", "metadata": {}, "id": "own"}
    )
    repaired = mend(notebook)
    assert answered(repaired)
    assert repaired.notes == ()
    assert [c.id for c in repaired.notebook.cells][5] == "own"


def crlf(notebook):
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")


def big_outputs(notebook):
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 20_000_000}
    cell_of(notebook, "run")["outputs"] = [output]


def lists_of_lines(notebook):
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)


def odd_numbers(notebook):
    notebook |= {"nbformat": float("nan"), "nbformat_minor": 10**30}
    cell_of(notebook, "step")["execution_count"] = float("-inf")


def unlock(notebook):
    for cell in notebook["cells"]:
        cell["metadata"].get("nbgrader", {}).pop("locked", None)


@pytest.mark.parametrize(
    "damage",
    [crlf, colab, lose_grade_ids, lose_all_ids, big_outputs, lists_of_lines, odd_numbers, unlock],
)
def test_harmless_damage_is_mended_without_a_word(damage):
    """Line ends, other tools' metadata, lost ids and big outputs cost nothing and are not worth a note."""
    notebook = work()
    damage(notebook)
    repaired = mend(notebook)
    assert answered(repaired)
    assert repaired.notes == ()


def old_format(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
    notebook |= {"nbformat": 3, "worksheets": [{"cells": notebook.pop("cells")}]}


def other_kernel(notebook):
    notebook["metadata"]["kernelspec"] = {
        "name": "ir",
        "display_name": "R",
        "language": "R\x1b[31m" + "x" * 99,
    }


def graded_deleted(notebook):
    notebook["cells"].remove(cell_of(notebook, "run-graded"))


def graded_to_markdown(notebook):
    cell_of(notebook, "run-graded")["cell_type"] = "markdown"


def answer_to_raw(notebook):
    cell_of(notebook, "step")["cell_type"] = "raw"


def check_changed(notebook):
    cell_of(notebook, "step-check")["source"] = "pass"


def points_raised(notebook):
    cell_of(notebook, "run-graded")["metadata"]["nbgrader"]["points"] = 1000


def graded_first(notebook):
    notebook["cells"].insert(0, notebook["cells"].pop(5))


def setup_deleted(notebook):
    notebook["cells"].remove(cell_of(notebook, "setup"))


def tagged_setup_deleted(notebook):
    notebook["cells"].remove(cell_of(notebook, "sizes"))


def no_cell(notebook):
    notebook["cells"][1:1] = [None, [[]]]


def long_cell(notebook):
    notebook["cells"].append({"cell_type": "code", "source": "x" * (MAX_SOURCE + 1), "metadata": {}})


def damaged_text(notebook):
    notebook["cells"].append({"cell_type": "code", "source": {"a": 1}, "metadata": {}})


@pytest.mark.parametrize(
    ("damage", "note"),
    [
        (old_format, "The notebook was in the old format 3 and was converted."),
        (other_kernel, "set to `R [31m" + "x" * 53 + "…`; Python 3 was used."),
        (graded_deleted, "The graded cell `run-graded` was missing; it was put back."),
        (graded_to_markdown, "The graded cell `run-graded` had been changed; the original was used."),
        (answer_to_raw, "The answer cell `step` had become a raw cell and was made a code cell again."),
        (check_changed, "The check cell `step-check` had been changed; the original was used."),
        (points_raised, "The points of the graded cell `run-graded` had been changed"),
        (graded_first, "The graded cell `step-graded` stood before its answer and was moved behind it."),
        (setup_deleted, "The set-up cell `setup` was missing; it was put back."),
        (tagged_setup_deleted, "The set-up cell `sizes` was missing; it was put back."),
        (no_cell, "Cell 2 of the file was no cell and was left out."),
        (long_cell, "was longer than a million characters and was left out."),
        (damaged_text, "The text of cell 16 of the file was damaged and is empty now."),
    ],
)
def test_damage_that_matters_is_mended_and_told(damage, note):
    """Each thing a student should know about is mended and told in one sentence, and no answer is lost."""
    notebook = work()
    damage(notebook)
    repaired = mend(notebook)
    assert answered(repaired)
    assert any(note in said for said in repaired.notes), repaired.notes


@pytest.mark.parametrize("damage", [graded_deleted, tagged_setup_deleted, setup_deleted])
def test_cells_are_put_back_in_their_places(damage):
    """A cell that was deleted stands again after the cell it followed."""
    notebook = work()
    damage(notebook)
    assert [c.id for c in mend(notebook).notebook.cells] == [c.id for c in LAB.source.cells]


ENCODINGS = [
    ("utf-8-sig", None),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16"),
    ("cp1252", "old Windows encoding"),
    ("latin-1", "old Windows encoding"),
]


@pytest.mark.parametrize(("encoding", "note"), ENCODINGS)
def test_other_encodings_are_read(encoding, note):
    """A notebook in another encoding keeps its letters, with a note except for a mere byte order mark."""
    notebook = work()
    letters = "Weil é größer ist. \x81" if encoding == "latin-1" else "Weil é größer ist."
    cell_of(notebook, "why")["source"] = letters
    repaired = mend(json.dumps(notebook, ensure_ascii=False).encode(encoding))
    assert cell_of(repaired.notebook, "why").source == letters
    assert len(repaired.notes) == (note is not None)
    assert note is None or note in repaired.notes[0]


def test_a_few_damaged_letters_do_not_turn_the_rest_to_nonsense():
    """In UTF-8 with one broken byte all other letters stay right."""
    notebook = work()
    cell_of(notebook, "why")["source"] = "größer, schöner, @ möglich"
    repaired = mend(json.dumps(notebook, ensure_ascii=False).encode().replace(b"@", b"\xff"))
    assert cell_of(repaired.notebook, "why").source == "größer, schöner, \ufffd möglich"
    assert "damaged" in repaired.notes[0]


def test_a_cut_inside_a_letter_is_only_a_cut():
    """A file that ends in the middle of a letter keeps all other letters, and has the one note."""
    notebook = work()
    cell_of(notebook, "step-card")["source"] = "größer"
    cell_of(notebook, "why")["source"] = "é"
    data = json.dumps(notebook, ensure_ascii=False).encode()
    repaired = mend(data[: data.index("é".encode()) + 1])
    assert cell_of(repaired.notebook, "step-card").source == "größer"
    assert repaired.notes[0].startswith("The file is cut off") and "letters" not in " ".join(repaired.notes)


def test_ids_that_colab_moved_to_the_metadata_are_read():
    """An answer that nothing else tells is found by the id in its metadata."""
    notebook = work()
    cell = cell_of(notebook, "step")
    cell |= {"source": "step = lambda x, h: x + h", "metadata": {"id": cell["id"]}}
    del cell["id"]
    assert cell_of(mend(notebook).notebook, "step").source == "step = lambda x, h: x + h"


def test_numbers_of_many_digits_are_read():
    """A number that Python itself refuses to read is no reason to refuse the notebook."""
    repaired = mend(pack(work()).replace(b'"nbformat_minor": 5', b'"nbformat_minor": ' + b"9" * 9_000))
    assert answered(repaired)
    assert repaired.notes == ()


def test_lone_surrogates_and_zero_bytes_are_replaced():
    """Text that UTF-8 cannot hold, or Python cannot compile, is made harmless."""
    notebook = work()
    cell_of(notebook, "why")["source"] = "a\ud800b\ud83d\ude00\0"
    assert cell_of(mend(notebook).notebook, "why").source == "a\ufffdb\U0001f600"


@pytest.mark.parametrize("extra", ["\n}\n", "{}", "\n<<<<<<< HEAD"])
def test_text_after_the_notebook_is_ignored(extra):
    """What stands after the end of the JSON is left out with a note."""
    repaired = mend(pack(work()) + extra.encode())
    assert answered(repaired)
    assert "ignored" in repaired.notes[0]


def test_raw_line_ends_inside_strings_are_read():
    """JSON whose strings hold raw line ends and tabs is still a notebook."""
    repaired = mend(pack(work()).replace(rb"\n", b"\n"))
    assert answered(repaired)
    assert repaired.notes == ()


def test_a_truncated_upload_keeps_its_whole_cells():
    """Of a file that was cut off the whole cells are graded; the rest is put back or counts as not answered."""
    data = pack(work())
    repaired = mend(data[: data.index(b'"id": "run-check"') + 30])
    assert cell_of(repaired.notebook, "run").source == RUN
    assert cell_of(repaired.notebook, "why").source == "YOUR ANSWER HERE"
    assert repaired.notes[0] == "The file is cut off; what stands before the cut was read."
    assert "The written answer `why` was missing; it counts as not answered." in repaired.notes


def test_damage_in_the_middle_costs_one_cell():
    """When one cell's JSON is broken, the cells after it are read as well."""
    repaired = mend(pack(work()).replace(b'"id": "step-card"', b'"id": step-card"'))
    assert answered(repaired)
    assert "damaged; 14 whole cells" in repaired.notes[0]


DEEP = b"[" * 100_000
ONE_CELL = b'{"cells": [{"cell_type": "code", "source": "x = 1", "metadata": {}}, '
REFUSED = [
    (b"", "empty"),
    (b" \n\xef\xbb\xbf", "empty"),
    (b"\xef\xbb\xbf", "empty"),
    (b"hello", "not a notebook"),
    (b"\x00\x01\x02\x03" * 9, "not a notebook"),
    (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
    (b"PK\x03\x04\x14\x00", "a zip archive"),
    (b"\x1f\x8b\x08\x00", "a gzip archive"),
    (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
    (b"import torch\n\nx = 1\n", "a Python script"),
    (b'"""My lab."""\nimport torch\n', "a Python script"),
    (b"[]", "JSON, but no notebook"),
    (b'{"a": 1}', "JSON, but no notebook"),
    (b"17", "JSON, but no notebook"),
    (b'{"cells": {"a": 1}}', "without cells"),
    (b'{"worksheets": 4}', "without cells"),
    (b'{"cells": [{"cell_type": "code", "sour', "cut off"),
    (DEEP, "cut off or damaged"),
    (b'{"cells": ' + DEEP, "cut off or damaged"),
    (b'{"id": ' * 100_000, "cut off or damaged"),
    (b'{"cells": [' + b"{}," * MAX_CELLS + b"{}]}", f"more than {MAX_CELLS} cells"),
    (b"[" + b"[]," * 3_000_000, "too many parts"),
    (b'{"cells": [' + b",".join([b'{"source": "' + b"x" * 900_000 + b'"}'] * 6) + b"]}", "5 million letters"),
]


@pytest.mark.parametrize(
    ("data", "why"), REFUSED, ids=[f"{i}-{why[:12]}" for i, (_, why) in enumerate(REFUSED)]
)
def test_what_is_no_notebook_is_refused_with_a_sentence(data, why):
    """A file without a notebook in it is refused: what it is, and what to do."""
    with pytest.raises(Unreadable) as refusal:
        repair(data, LAB)
    sentence = str(refusal.value)
    assert why in sentence
    assert sentence.startswith("The ") and sentence.endswith(".")
    assert "; " in sentence


def test_whole_cells_before_a_deep_nesting_are_read():
    """Deep brackets behind a good cell do not cost the good cell."""
    repaired = mend(ONE_CELL + DEEP)
    assert "x = 1" in texts(repaired)


@pytest.mark.parametrize("metadata", [None, 3, "x", [1], {"nbgrader": 5}, {"nbgrader": {"grade_id": [1]}}])
def test_metadata_of_a_wrong_type_is_no_matter(metadata):
    """Cells whose metadata is no dict are found by their ids."""
    notebook = work()
    for cell in notebook["cells"]:
        cell["metadata"] = metadata
    notebook["metadata"] = metadata
    repaired = mend(notebook)
    assert answered(repaired)
    assert repaired.notes == ()


def duplicate(name, text, at):
    """Return finished work with a second cell of the same grade id."""
    notebook = work()
    notebook["cells"].insert(at, {**copy.deepcopy(cell_of(notebook, name)), "source": text})
    return notebook


STUB = cell_of(LAB.release, "step").source


@pytest.mark.parametrize("at", [3, 4, 15])
def test_an_empty_copy_of_an_answer_cell_costs_nothing(at):
    """The stub copied below the answer would undo it: it is left out, wherever it is."""
    repaired = mend(duplicate("step", STUB, at))
    assert answered(repaired)
    assert STUB not in texts(repaired)
    assert repaired.notes == ("The answer cell `step` was there 2 times; the last answer counts.",)


def test_an_empty_copy_without_any_id_costs_nothing():
    """The stub pasted again from a fresh copy of the lab is left out too."""
    notebook = work()
    notebook["cells"].append({"cell_type": "code", "source": STUB, "metadata": {}})
    repaired = mend(notebook)
    assert STUB not in texts(repaired)
    assert repaired.notes == ("An unanswered copy of the answer cell `step` was left out.",)


def test_of_two_answers_the_last_counts_and_both_stay():
    """An answer split in two, or tried twice, stays whole and in place; the last one has the grade id."""
    first = "def helper(x):\n    return x"
    repaired = mend(duplicate("step", first, 3))
    assert texts(repaired)[3:5] == [first, ANSWER]
    assert answered(repaired)


def split(name, *parts):
    """Return finished work with a cell split as JupyterLab does it: each part keeps the metadata, the first the id."""
    notebook = work()
    at = notebook["cells"].index(cell_of(notebook, name))
    made = [
        {**copy.deepcopy(notebook["cells"][at]), "source": part, "id": f"{name}{i or ''}"}
        for i, part in enumerate(parts)
    ]
    notebook["cells"][at : at + 1] = made
    return notebook


def test_an_answer_split_between_functions_runs_in_both_cells():
    """A helper and the function, each in its half: both run, and that is what is said."""
    helper = "def helper(x):\n    return x"
    repaired = mend(split("step", helper, ANSWER))
    assert texts(repaired)[3:5] == [helper, ANSWER]
    assert repaired.notes == ("The answer cell `step` was there 2 times; all of them ran, in their order.",)


LINES = ANSWER.split("\n")


@pytest.mark.parametrize("at", [1, 2])
def test_an_answer_split_inside_a_function_is_put_together(at):
    """Half a function is no answer; the halves together are the one that was written."""
    repaired = mend(split("step", "\n".join(LINES[:at]), "\n".join(LINES[at:])))
    assert answered(repaired)
    assert repaired.notes == ("The answer cell `step` was split into 2 cells; they were put together.",)


def test_a_written_answer_split_in_two_is_put_together():
    """Both paragraphs are there for whoever marks it; a copy of the same text is no second part."""
    repaired = mend(split("why", "It stays small.", "Between -1 and 1."))
    assert cell_of(repaired.notebook, "why").source == "It stays small.\n\nBetween -1 and 1."
    assert repaired.notes == ("The written answer `why` was split into 2 cells; they were put together.",)
    repaired = mend(split("why", "It stays small.", "It stays small."))
    assert cell_of(repaired.notebook, "why").source == "It stays small."


@pytest.mark.parametrize("likest", [0, 1])
def test_of_two_answers_without_ids_the_last_counts(likest):
    """Which of two versions of a function is the answer does not depend on how like the stub they are."""
    near, far = (
        STUB.replace("raise NotImplementedError()", "return x + h"),
        "def step(*a):\n    return sum(a)",
    )
    versions = [near, far] if likest == 0 else [far, near]
    notebook = work()
    cell_of(notebook, "step")["source"] = versions[0]
    notebook["cells"].insert(4, {"cell_type": "code", "source": versions[1], "metadata": {}, "id": "x"})
    lose_all_ids(notebook)
    repaired = mend(notebook)
    assert texts(repaired)[3:5] == versions
    assert cell_of(repaired.notebook, "step").source == versions[1]


@pytest.mark.parametrize("empty", ["why", "what"])
def test_written_answers_without_ids_keep_their_questions(empty):
    """An answer stays with its own question when the other one was left empty: their stubs are the same."""
    notebook = work()
    cell_of(notebook, empty)["source"] = "YOUR ANSWER HERE"
    lose_all_ids(notebook)
    expected = {"why": "It stays small.", "what": "It forgets.", empty: "YOUR ANSWER HERE"}
    repaired = mend(notebook)
    assert {name: cell_of(repaired.notebook, name).source for name in expected} == expected
    assert repaired.notes == ()


def test_the_copy_of_a_locked_cell_that_holds_own_code_is_kept():
    """A locked cell copied for the student's own code is not taken for the locked one."""
    repaired = mend(duplicate("step-check", "print(step(1, 5))", 6))
    assert texts(repaired).count("print(step(1, 5))") == 1
    assert "had been changed" not in " ".join(repaired.notes)


def test_a_missing_answer_is_not_replaced_by_a_stub():
    """Where an answer cell is gone nothing is put back that could undo an answer in another cell."""
    notebook = work()
    cell = cell_of(notebook, "step")
    cell |= {"id": "mine", "metadata": {}, "source": "step = lambda x, h: x + h"}
    notebook["cells"].remove(cell)
    notebook["cells"].insert(1, cell)
    repaired = mend(notebook)
    assert cell_of(repaired.notebook, "mine").source == "step = lambda x, h: x + h"
    assert cell_of(repaired.notebook, "step").source == "# The answer cell `step` was missing."
    assert repaired.notes == ("The answer cell `step` was missing; an answer in another cell still counts.",)


def test_a_changed_set_up_cell_stays_the_students():
    """Imports a student added stay, with ids or without."""
    for damage in (lambda notebook: None, lose_all_ids):
        notebook = work()
        text = "import numpy as np\nfrom pathlib import Path\n" + cell_of(notebook, "setup")["source"]
        cell_of(notebook, "setup")["source"] = text
        damage(notebook)
        repaired = mend(notebook)
        assert cell_of(repaired.notebook, "setup").source == text
        assert repaired.notes == ()


def test_an_emptied_set_up_cell_is_put_back():
    """A set-up cell without text is as good as deleted."""
    notebook = work()
    cell_of(notebook, "setup")["source"] = " \n"
    repaired = mend(notebook)
    assert cell_of(repaired.notebook, "setup").source == cell_of(LAB.source, "setup").source
    assert repaired.notes == ("The set-up cell `setup` was missing; it was put back.",)


def test_grade_ids_of_another_lab_are_dropped():
    """A cell with an unknown grade id becomes an ordinary cell, so that nbgrader does not stumble over it."""
    notebook = work()
    notebook["cells"].append(plain(make_lab("02_other", "quite_another_").release)["cells"][4])
    repaired = mend(notebook)
    assert repaired.notebook.cells[-1].metadata == {}


def test_the_notebook_of_another_lab_gets_one_note():
    """Where none of the lab's cells is found one question is asked instead of a list of what is missing."""
    repaired = mend(plain(make_lab("02_other", "quite_another_").release))
    assert f"None of the lab's exercises was found; is this the notebook of {NAME}?" in repaired.notes
    assert len(repaired.notes) < 4


def test_no_more_than_nine_notes():
    """A long list of repairs ends with how many more there were."""
    notebook = work()
    notebook["cells"][0:0] = [None] * 20
    assert mend(notebook).notes[-1] == "And 12 more."


# Thresholds: what they have to let through and what they have to keep out.
SLOTS = {slot.id: slot for slot in slots_of(LAB.source, LAB.release)}


@pytest.mark.parametrize(
    ("name", "text", "same"),
    [
        ("step", ANSWER, True),
        ("step", "@cache\ndef step(a, b):\n    pass", True),
        ("step", STUB.replace("def step", "def stp"), False),
        ("step", RUN, False),
        ("step", cell_of(LAB.release, "run").source, False),
        ("step", "x = step(1, 2)", False),
        ("step-check", SLOTS["step-check"].released + "\n", True),
        ("step-check", SLOTS["step-check"].released.replace("3", "4"), True),
        ("step-check", SLOTS["run-check"].released, False),
        ("step-check", "assert callable(step)", False),
        (
            "step-check",
            SLOTS["step-check"].released.replace("1, 2", "3, 8, 7, 6") + "\nprint(step(9, 9))",
            False,
        ),
        ("setup", "import math\nimport numpy\n" + "y = 2\n" * 50, False),
        ("setup", "import math\nimport random\nrandom.seed(1)\n" + "y = 2\n" * 50, True),
        ("setup", "import math\nimport random\nrandom.seed(2)\n" + "y = 2\n" * 50, True),
        ("setup", "import numpy", False),
        ("setup", "", False),
    ],
)
def test_likeness_knows_the_labs_cells_from_others(name, text, same):
    """Cells without ids are told apart by the thresholds, on both sides of each."""
    assert (likeness(SLOTS[name], Cell("code", text)) >= ALIKE[SLOTS[name].kind]) is same


@pytest.mark.long
def test_nbgrader_finds_nothing_left_to_repair(tmp_path, monkeypatch):
    """nbgrader's own sanitising, with its database, changes nothing in a repaired notebook."""
    # nbgrader calls the alembic command to make a database
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable), prepend=os.pathsep)
    database = f"sqlite:///{tmp_path}/gradebook.db"
    with Gradebook(database) as gradebook:
        gradebook.add_assignment(NAME)
    resources = {"nbgrader": {"notebook": NAME, "assignment": NAME, "student": "s", "db_url": database}}
    made = copy.deepcopy(LAB.source)
    for step in ("LockCells", "ClearSolutions", "ComputeChecksums", "SaveCells"):
        made, resources = getattr(preprocessors, step)().preprocess(made, resources)
    notebook = work()
    check_changed(notebook)
    notebook["cells"].remove(cell_of(notebook, "step-graded"))
    points_raised(notebook)
    repaired = mend(notebook).notebook
    seen = copy.deepcopy(repaired)
    for step in (
        "ClearOutput",
        "DeduplicateIds",
        "OverwriteKernelspec",
        "OverwriteCells",
        "CheckCellMetadata",
    ):
        seen, resources = getattr(preprocessors, step)().preprocess(seen, resources)
    assert seen == repaired


WORK = pack(work())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(WORK)))
def test_any_truncation_is_repaired_or_refused(length):
    """A file cut anywhere gives a sound notebook or a refusal."""
    deadly(WORK[:length])


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_repaired_or_refused(data):
    """Arbitrary bytes give a refusal, and nothing else."""
    deadly(data)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WORK) - 1), st.binary(max_size=3)), max_size=20))
def test_any_changed_bytes_are_repaired_or_refused(changes):
    """Bytes written over a notebook give a sound notebook or a refusal."""
    data = bytearray(WORK)
    for at, new in changes:
        data[at : at + len(new)] = new
    deadly(bytes(data))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def parts(value):
    """Yield every container in a notebook."""
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from parts(inner)


@settings(max_examples=120, deadline=None)
@given(st.builds(random.Random, st.integers()), st.lists(JUNK, min_size=1, max_size=8))
def test_any_rearranged_notebook_is_repaired_or_refused(chance, junk):
    """Keys and cells removed, repeated, shuffled and replaced by junk give a sound notebook or a refusal."""
    notebook = work()
    for new in junk:
        part = chance.choice([part for part in parts(notebook) if part] or [notebook])
        key = chance.choice(list(part) if isinstance(part, dict) else list(range(len(part))))
        other = chance.choice(list(parts(notebook)))
        change = chance.randrange(5)
        if change == 0:
            del part[key]
        elif change == 1:
            part[key] = new
        elif change == 2:
            part[key] = copy.deepcopy(other)
        elif isinstance(part, list) and change == 3:
            part.insert(chance.randrange(len(part) + 1), copy.deepcopy(part[key]))
        elif isinstance(part, list):
            chance.shuffle(part)
    deadly(pack(notebook))


@settings(max_examples=100, deadline=None)
@given(st.builds(random.Random, st.integers()), st.booleans())
def test_no_shuffling_and_copying_of_cells_loses_an_answer(chance, with_ids):
    """However cells are ordered and copied, the text of every answer is still in the notebook."""
    notebook = work()
    if not with_ids:
        lose_all_ids(notebook)
    notebook["cells"] += copy.deepcopy(chance.sample(notebook["cells"], 5))
    chance.shuffle(notebook["cells"])
    repaired = repair(pack(notebook), LAB)
    sound(repaired)
    for answer in (ANSWER, RUN, "It stays small.", "It forgets."):
        assert any(answer in text for text in texts(repaired))


def test_the_same_bytes_give_the_same_result():
    """Repairing is a function of the bytes: twice the same, and the lab is not changed by it."""
    notebook = work()
    lose_all_ids(notebook)
    before = copy.deepcopy(LAB)
    assert repair(pack(notebook), LAB) == repair(pack(notebook), LAB)
    assert before == LAB


def many_cells():
    lines = "y = 1\n" * 430
    cells = [{"cell_type": "code", "source": f"def step(x): {i}\n{lines}"} for i in range(1_900)]
    return json.dumps({"cells": cells}).encode()


def alike_cells():
    check = cell_of(LAB.release, "step-check")["source"]
    text = (check + "\ny = 1") * 20
    return json.dumps(
        {"cells": [{"cell_type": "code", "source": f"{text}{i}"} for i in range(1_900)]}
    ).encode()


def many_words():
    words = "word " * 500
    cells = [{"cell_type": "markdown", "source": f"{words}{i}"} for i in range(1_900)]
    return json.dumps({"cells": cells}).encode()


HOSTILE = {
    "alike cells": alike_cells,
    "many words": many_words,
    "many cells": many_cells,
    "many keys": lambda: json.dumps({"a": {str(i): i for i in range(1_000_000)}}).encode(),
    "nested starts": lambda: b'{"cells": [' + b'{"id":' * 50_000 + b"1," * 5_000_000,
    "long tail": lambda: b'{"id":[' * 50 + b"1," * 5_000_000,
    "broken starts": lambda: b'{"cells": [{"id": "' + b'{"id":"' * 2_000_000,
    "bad bytes": lambda: b"\xff" * 20_000_000,
    "huge number": lambda: b'{"a": ' + b"9" * 20_000_000 + b"}",
    "too big": lambda: b"{" * (MAX_BYTES + 1),
}


@pytest.mark.long
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_take_seconds_at_most(name):
    """Files made to take long are done with in time that is in proportion to their size."""
    data = HOSTILE[name]()
    start = time.process_time()
    deadly(data)
    assert time.process_time() - start < 10
