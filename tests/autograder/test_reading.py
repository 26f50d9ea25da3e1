"""Any bytes become cells or one sentence: wrapped, cut off and damaged notebooks, and files that are made to cost much."""

import base64
import json
import random
import re
import time
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.notebook_json import MAX_BYTES, Unreadable
from autograder.reading import read_cells
from tests.make_class import filled, solutions
from tests.tiny_lab import RUN, answered, cell_of, mend, pack, work

LAB_01 = filled("01_custom_rnn", solutions("01_custom_rnn"))
WRAPPED = "The notebook was wrapped in other JSON and was taken out of it."
CUT_OFF = "The file is cut off; what stands before the cut was read."


def in_text(value):
    return json.dumps(value)


WRAPPERS = {
    "text": in_text,
    "text in text": lambda notebook: json.dumps(in_text(notebook)),
    "list": lambda notebook: [notebook],
    "one of a list": lambda notebook: [None, {"a": [1]}, notebook],
    "object": lambda notebook: {"version": 1, "notebook": notebook},
    "Jupyter's contents API": lambda notebook: {"name": "x", "type": "notebook", "content": notebook},
    "contents as text": lambda notebook: {"type": "file", "content": in_text(notebook)},
    "cells alone": lambda notebook: notebook["cells"],
}


@pytest.mark.parametrize("form", WRAPPERS)
def test_a_wrapped_notebook_is_taken_out(form):
    """A notebook as text, in a list or in another object is graded like any other, with a note."""
    repaired = mend(json.dumps(WRAPPERS[form](work())).encode())
    assert answered(repaired)
    assert repaired.notes == (WRAPPED,)


@pytest.mark.parametrize("form", ["text", "list", "object", "contents as text"])
def test_a_wrapped_notebook_that_is_cut_off_keeps_what_is_there(form):
    """Wrapped and cut off: both are said, and the answers before the cut are read."""
    data = json.dumps(WRAPPERS[form](work())).encode()
    repaired = mend(data[: data.index(b"run-check")])
    assert cell_of(repaired.notebook, "run").source == RUN
    assert repaired.notes[:2] == (CUT_OFF, WRAPPED)


def read_or_refused(data):
    """Return the texts of the cells in some bytes; none where the file is refused with a sentence."""
    try:
        return [cell.text for cell in read_cells(data)[0]]
    except Unreadable as refusal:
        assert str(refusal).endswith(".")
        return []


WRITERS = {"lines": lambda notebook: nbformat.writes(notebook), "text": json.dumps}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_cut_loses_only_what_was_cut(writer):
    """A lab cut at 600 places: every cell before the cut is whole, and a longer file never holds less."""
    data = WRITERS[writer](LAB_01).encode()
    whole, before = read_or_refused(data), ""
    for end in range(0, len(data), len(data) // 600):
        found = read_or_refused(data[:end])
        text = "\0".join(found)
        assert found[:-1] == whole[: len(found[:-1])]
        assert not found or whole[len(found) - 1].startswith(found[-1])
        assert len(text) >= len(before)
        assert len(found) >= len(before.split("\0")) or not before
        before = text
    assert len(before) > 0.95 * len("\0".join(whole))


@pytest.mark.parametrize("writer", WRITERS)
def test_of_the_cut_cell_whole_lines_of_code_and_every_word_are_kept(writer):
    """Half a line of code is left out; half a sentence is not."""
    for kind, expected in (("code", "x = 1\n"), ("markdown", "x = 1\ny =")):
        cell = {"cell_type": kind, "id": "a", "metadata": {}, "source": "x = 1\ny =22", "outputs": []}
        notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        data = WRITERS[writer](nbformat.from_dict(notebook)).encode()
        assert read_or_refused(data[: data.index(b"22")]) == [expected]


@pytest.mark.parametrize("escape", [rb"\u00e9", rb"\ud83d\ude00", "é".encode(), rb"\\", rb"\""])
def test_a_cut_inside_a_letter_or_its_escape_costs_that_letter(escape):
    """Wherever one letter is cut, the text before it is read."""
    data = b'{"cells": [{"cell_type": "markdown", "source": "good' + escape
    for end in range(len(data) - len(escape) + 1, len(data)):
        (text,) = read_or_refused(data[:end])
        assert text.rstrip("\ufffd") == "good"


@pytest.mark.parametrize(
    "end", ['"sour', '"source"', '"source":', '"source": ', '"id": "a"', '"id": tru', ""]
)
def test_a_cut_before_the_text_of_a_cell_leaves_the_cells_before_it(end):
    """A cell of which no text is there is no cell; the one before it is whole."""
    data = '{"cells": [{"cell_type": "code", "source": "x = 1"}, {"cell_type": "code", ' + end
    assert read_or_refused(data.encode()) == ["x = 1"]


def test_a_cut_inside_outputs_costs_no_text():
    """A notebook cut off in the middle of a picture keeps all cells to there."""
    notebook = work()
    picture = {"output_type": "display_data", "data": {"image/png": "iVBORw0K" * 100}, "metadata": {}}
    cell_of(notebook, "run")["outputs"] = [picture]
    data = pack(notebook)
    repaired = mend(data[: data.index(b"iVBOR") + 200])
    assert repaired.notes[0] == CUT_OFF
    assert cell_of(repaired.notebook, "run").source == RUN


def pictures():
    """Return a finished lab with 45 MB of pictures in its outputs, as a plotting student hands it in."""
    chance, notebook = random.Random(1), work()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            data = {"image/png": base64.b64encode(chance.randbytes(4_200_000)).decode()}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    return pack(notebook)


def test_a_big_honest_notebook_is_graded():
    """45 MB of pictures, and a chart of 200,000 points some of which are NaN, cost nothing and no note."""
    data = pictures()
    assert 43_000_000 < len(data) < MAX_BYTES
    assert answered(mend(data))
    notebook = work()
    points = [{"x": x, "y": float("nan")} for x in range(200_000)]
    cell_of(notebook, "run")["outputs"] = [{"output_type": "display_data", "data": {"vega": points}}]
    repaired = mend(notebook)
    assert answered(repaired)
    assert repaired.notes == ()


def repeat(unit, before=b"", after=b"", size=MAX_BYTES):
    """Return a file of this size that is one thing many times."""
    return before + unit * ((size - len(before) - len(after)) // len(unit)) + after


COSTLY = {
    "pairs": lambda: repeat(b"[[1],{}],", b'{"cells":[', b"1]}"),
    "numbers": lambda: repeat(b"1,", b'{"cells":[', b"1]}", 19_000_000),
    "wide letters": lambda: repeat("é😀aaaaaaaa".encode(), b'{"cells":[{"source":"', size=19_000_000),
    "cell starts": lambda: repeat(b'{"id":"', b'{"cells": [{"id": "'),
    "many cells": lambda: repeat(b'{"cell_type":"code","source":""},(', b'{"cells": ['),
    "bad bytes": lambda: repeat(b"\xff"),
    "UTF-16": lambda: repeat("中".encode("utf-16-le"), '{"cells":["'.encode("utf-16-le")),
    "text": lambda: repeat(rb"{\"a\":1},", rb'"{\"cells\":[', b'1]}"', 19_000_000),
}


def peak():
    """Return the most memory that this process has held since the last call, and begin anew."""
    status = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


@pytest.mark.long
@pytest.mark.parametrize("name", COSTLY)
def test_no_file_takes_more_than_seconds_and_200_MB(name):
    """Whatever 50 MB hold, they are read or refused in 5 seconds of CPU and 200 MB."""
    data = COSTLY[name]()
    peak()
    before, start = peak(), time.process_time()
    read_or_refused(data)
    assert time.process_time() - start < 5
    assert peak() - before < 200_000_000


PIECES = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "\\",
    '"cells"',
    '"source"',
    '"cell_type"',
    '"outputs"',
    '"a"',
    "1",
    "NaN",
    "\ud800",
]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_pieces_of_json_are_read_or_refused(pieces):
    """Brackets, quotes and keys in any order give cells or a refusal, and nothing else."""
    text = "".join(pieces)
    read_or_refused(text.encode("utf-8", "surrogatepass"))
    read_or_refused(b'{"cells": [' + text.encode("utf-8", "surrogatepass"))
    read_or_refused(json.dumps(text).encode())


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda of: st.lists(of) | st.dictionaries(st.text(), of),
    )
)
def test_cells_of_any_json_are_read(value):
    """A cell whose parts are any JSON at all is read or left out."""
    cell = {"cell_type": "code", "source": value, "metadata": value, "attachments": value, "id": value}
    for notebook in (
        {"cells": [cell, value]},
        {"cells": value},
        {"metadata": value, "cells": [cell]},
        [value, {"cells": [cell]}],
    ):
        read_or_refused(json.dumps(notebook).encode())
