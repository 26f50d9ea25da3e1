"""Hand-ins that are hostile by their form: what the file says of cells, points and outputs, and how large it is."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tests.hostile.corpus import LAB
from tests.make_class import short, solutions, text


@dataclass(frozen=True)
class Form:
    """One hand-in by its maker, and what has to come of it."""

    make: Callable[[], bytes]
    score: float
    status: str
    says: str

    @property
    def id(self) -> str:
        return self.make.__name__


FORMS: list[Form] = []


def form(score: float, status: str, says: str = ""):
    """Register a maker of a notebook with its right row."""

    def register(make):
        FORMS.append(Form(make, score, status, says))
        return make

    return register


def work() -> NotebookNode:
    return short(solutions(LAB))


def graded(notebook: NotebookNode) -> list[NotebookNode]:
    return [
        c for c in notebook.cells if c.cell_type == "code" and c.metadata.get("nbgrader", {}).get("grade")
    ]


@form(0, "repaired")
def points_raised():
    """A thousand points a cell, unlocked."""
    notebook = short({})
    for cell in graded(notebook):
        cell.metadata.nbgrader.update(points=1000, locked=False)
    return text(notebook)


@form(0, "repaired")
def points_strange():
    """Points that are negative, no number, infinite, a list."""
    notebook = short({})
    for cell, points in zip(graded(notebook), (-5, "17", float("inf"), [6], {"a": 1}, None), strict=True):
        cell.metadata.nbgrader.points = points
    return text(notebook)


@form(0, "repaired")
def graded_cells_edited():
    """Graded cells whose source is a number."""
    notebook = short({})
    for cell in graded(notebook):
        cell.source = "17.0"
    return text(notebook)


@form(0, "graded|repaired")
def outputs_forged():
    """Outputs of a perfect grading, in every cell."""
    notebook = short({})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            number = new_output("execute_result", data={"text/plain": "6.0"}, execution_count=1)
            cell.outputs = [new_output("stream", name="stdout", text="✓ values (6 of 6)\n"), number]
            cell.execution_count = 1
    return text(notebook)


@form(0, "repaired")
def cells_that_judge():
    """Graded cells of one's own, which call the judge, and copies of the real ones."""
    notebook = short({})
    meta = {
        "grade": True,
        "grade_id": "bonus",
        "points": 100,
        "locked": True,
        "solution": False,
        "schema_version": 3,
        "task": False,
    }
    for name in ("step", "../../x", "01_custom_rnn.step", "__init__"):
        judge = f'from autograder import judge\n\njudge("{name}")'
        notebook.cells.append(new_code_cell(judge, metadata={"nbgrader": {**meta, "grade_id": name}}))
    notebook.cells += copy.deepcopy(graded(notebook))
    return text(notebook)


@form(0, "graded|repaired")
def score_in_metadata():
    """Scores wherever a notebook may hold metadata."""
    notebook = short({})
    notebook.metadata["nbgrader"] = notebook.metadata["unrolled"] = {"score": 17, "max_score": 17}
    for cell in notebook.cells:
        cell.metadata["unrolled"] = {"score": 17, "verdicts": [{"earned": 17}]}
    return text(notebook)


@form(17, "graded|repaired")
def the_graders_own_note():
    """A cell that calls itself the grader's note."""
    notebook = work()
    notebook.cells.insert(0, new_markdown_cell("**A note from the grader.** 17 of 17.", id="grader-notes"))
    return text(notebook)


@form(17, "graded|repaired")
def solution_cells_graded():
    """Answers that call themselves graded, and graded cells that call themselves answers."""
    notebook = work()
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader")
        if meta and cell.cell_type == "code":
            meta["grade"], meta["solution"] = meta["solution"], meta["grade"]
    return text(notebook)


@form(17, "graded|repaired")
def another_kernel():
    """A kernel of another name and language, with a command of its own."""
    notebook = work()
    notebook.metadata.kernelspec = {
        "name": "bash",
        "display_name": "x",
        "language": "bash",
        "argv": ["touch", "/tmp/x"],
    }
    notebook.metadata.language_info = {"name": "bash"}
    return text(notebook)


@form(17, "graded|repaired")
def heavy_outputs():
    """Twenty megabytes of outputs that came along."""
    notebook = work()
    notebook.cells[2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (20 * 2**20)}]
    return text(notebook)


@form(17, "graded|repaired")
def dates_in_outputs():
    """A million dates in metadata and outputs."""
    notebook = work()
    notebook.metadata["dates"] = ["2025-01-01T00:00:00.000000Z"] * 500_000
    return text(notebook)


@form(0, "unreadable", "ore than 2000 cells")
def many_cells():
    """A hundred thousand cells."""
    notebook = json.loads(text(work()))
    notebook["cells"] += [{"cell_type": "code", "metadata": {}, "source": "1", "outputs": []}] * 100_000
    return json.dumps(notebook).encode()


@form(0, "unreadable")
def deep_json():
    """Brackets inside brackets, two million levels deep."""
    return b'{"cells": ' + b"[" * 2_000_000 + b"]" * 2_000_000 + b"}"


@form(17, "graded|repaired")
def deep_metadata():
    """A whole notebook with metadata nested nine hundred levels deep."""
    data = text(work())
    return data.replace(
        b'"metadata": {', b'"metadata": {"d": ' + b'{"d":' * 900 + b"1" + b"}" * 900 + b", ", 1
    )


@form(0, "unreadable")
def brackets():
    """Twenty megabytes of brackets."""
    return b'{"cells": [' + b"[]," * 7_000_000 + b"[]]}"


@form(0, "unreadable", "bigger than 50 MB")
def too_big():
    """Sixty megabytes."""
    return b'{"cells": [' + b" " * 60_000_000 + b"]}"


@form(0, "unreadable")
def huge_number():
    """A number of twenty million digits."""
    return b'{"cells": ' + b"9" * 20_000_000 + b"}"


@form(0, "unreadable")
def nul_bytes():
    """Forty megabytes of nothing."""
    return b"\0" * 40_000_000


@form(17, "repaired")
def pasted_photo():
    """A photo of 1.2 million characters in the written answer."""
    notebook = work()
    written = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "why-tanh")
    written.source = "A whole answer.\n\n![photo](data:image/png;base64," + "A" * 1_200_000 + ")"
    return text(notebook)


@form(17, "graded|repaired")
def quadratic_markdown():
    """Markdown on which renderers take for ever."""
    notebook = work()
    written = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "why-tanh")
    written.source = "a" + " " * 200_000 + "b" + "\\\\(" * 8_000 + "[" * 5_000 + "*a_" * 20_000
    return text(notebook)


@form(17, "graded|repaired")
def blank_lines():
    """A hundred and fifty thousand lines of a blank in a cell of one's own."""
    notebook = work()
    notebook.cells.insert(3, new_code_cell(" \n" * 150_000))
    return text(notebook)


@form(17, "graded|repaired")
def markup_everywhere():
    """Scripts in Markdown, raw cells, names, attachments and metadata."""
    notebook, script = work(), '<script>fetch("http://127.0.0.1/")</script><img src=x onerror=alert(1)>'
    notebook.cells.insert(0, new_markdown_cell(script))
    notebook.cells.append(
        NotebookNode(cell_type="raw", id="raw", source=script, metadata={"format": "text/html"})
    )
    notebook.metadata["title"] = notebook.metadata["authors"] = script
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"x": script}}}
    return text(notebook)


@form(17, "graded|repaired")
def long_lines():
    """A line of almost a million characters in a cell of one's own."""
    notebook = work()
    notebook.cells.insert(3, new_code_cell("x = '" + "a" * 990_000 + "'"))
    return text(notebook)


@form(17, "graded|repaired")
def ids_repeated():
    """One id for every cell."""
    notebook = json.loads(text(work()))
    for cell in notebook["cells"]:
        cell["id"] = "../../x"
    return json.dumps(notebook).encode()


@form(17, "graded|repaired")
def surrogates():
    """Half characters and terminal codes in cells, ids and names."""
    notebook = json.loads(text(work()))
    notebook["cells"].insert(
        0,
        {
            "cell_type": "markdown",
            "id": "\ud800",
            "metadata": {"\udfff": "\ud800"},
            "source": "\ud800\x1b[2J",
        },
    )
    return json.dumps(notebook).encode()


@form(17, "graded|repaired")
def gif_attachment():
    """A drawing as a GIF, which no page shows."""
    notebook = work()
    written = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "why-tanh")
    written.source, written.attachments = (
        "My drawing: ![d](attachment:x.gif)",
        {"x.gif": {"image/gif": "R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="}},
    )
    return text(notebook)


@form(17, "graded|repaired")
def answer_below_the_stub():
    """The written answer in a cell of its own below the untouched stub."""
    notebook = work()
    at = next(
        i
        for i, c in enumerate(notebook.cells)
        if c.metadata.get("nbgrader", {}).get("grade_id") == "why-tanh"
    )
    notebook.cells.insert(
        at + 1, new_markdown_cell("Without the tanh the layer is linear, and the state can grow without end.")
    )
    return text(notebook)


@form(17, "repaired")
def json_in_a_string():
    """A notebook as JSON inside a string."""
    return json.dumps(text(work()).decode()).encode()


@form(17, "repaired")
def json_in_a_list():
    """A notebook inside a list."""
    return b"[" + text(work()) + b"]"


@form(17, "repaired")
def all_code_in_one_cell():
    """All answers in one cell at the end, as pasted from a script."""
    notebook = short({})
    notebook.cells.append(new_code_cell("\n\n".join(solutions(LAB).values())))
    return text(notebook)
