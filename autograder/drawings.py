"""Draw the still pictures of the labs into their cells in ``source/``: ``python -m autograder.drawings``.

A release has no outputs, so on GitHub, and before anything was run, only these pictures are to be seen. Each is an
attachment of a Markdown cell of its own, which the author puts where the picture belongs; text and file are written here.
"""

from __future__ import annotations

import base64
import importlib
import importlib.util
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from autograder.lab import lab_names
from course import data, plots

COLOURS = 64  # of the palette
BLOCK, APART = 8, 60  # two drawings differ when a block of 8 × 8 pixels does, by more than 60 of 255

PICTURES: dict[str, dict[str, Callable[[], plots.Picture]]] = {
    "01_custom_rnn": {"picture-recurrence": plots.recurrence},
    "02_rnn_shapes": {
        "picture-inputs": lambda: plots.tensor_boxes(
            {
                "one step": {"batch": 64, "input_size": 30},
                "all steps": {"batch": 64, "seq_len": 15, "input_size": 30},
            },
            width=5.2,
        ),
        "picture-two": lambda: plots.output_and_state(num_layers=2, seq_len=5),
    },
    "03_bidirectional": {"picture-chains": lambda: plots.two_chains(["the", "bank", "was", "muddy"])},
    "04_char_lstm": {
        "picture-task": lambda: plots.next_letters("MABEL", "ABEL:"),
        "picture-lstm": plots.lstm_cell,
    },
    "05_ngram_vs_lstm": {
        "picture-question": lambda: plots.what_is_read("a loop ends", n=3),
        "picture-windows": lambda: plots.windows_of_text("a loop ends", n=3, shown=4),
    },
    "06_name_generation": {
        "picture-task": lambda: plots.next_letters("Dvorak", [*"vorak", "end"], each="Czech"),
        "picture-step": plots.name_step,
    },
    "07_ag_news": {
        "picture-task": lambda: plots.text_reader(
            ["Rain", "in", "Oslo", "again"],
            "LSTM",
            "4 scores",
            aside=": one direction, the other comes later",
        )
    },
    "08_pos_tagging": {
        "picture-task": lambda: plots.tagged_sentence(
            ["My", "old", "dog", "barks", "."], ["PRON", "ADJ", "NOUN", "VERB", "PUNCT"]
        )
    },
    "09_digits_by_rows": {
        "picture-rows": lambda: plots.rows_entering(data.digits("train")[0][4]),
        "picture-reader": plots.row_reader,
    },
    "10_sentiment": {
        "picture-task": lambda: plots.text_reader(["a", "very", "good", "film"], "GRU", "5 scores"),
        "picture-padding": lambda: plots.text_reader(
            ["not", "a", "good", "film"], "GRU", "5 scores", padded=2
        ),
    },
}


def pictures_of(lab: str) -> dict[str, Callable[[], plots.Picture]]:
    """Return a lab's pictures by the ids of their cells: those above, and ``PICTURES`` of ``course.plots.labNN``."""
    module = f"course.plots.lab{lab[:2]}"
    own = importlib.import_module(module) if importlib.util.find_spec(module) else None
    return {**PICTURES.get(lab, {}), **getattr(own, "PICTURES", {})}


def text_of(cell: str, picture: plots.Picture) -> str:
    """Return the Markdown of a picture's cell: the picture, described by what its finding, below, does not say.

    Parameters
    ----------
    cell : str
        The cell's id.
    picture : plots.Picture
        What its attachment shows.

    Returns
    -------
    str
        The attachment with its description, and the finding in italics.
    """
    alt = picture.alt.removeprefix(picture.finding).strip() or picture.finding
    alt = alt.translate({ord("["): "(", ord("]"): ")"})
    return f"![{alt}](attachment:{cell}.png)\n\n*{picture.finding}*"


def png_of(picture: plots.Picture) -> bytes:
    """Return the picture's file with a palette: a third of the size."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(picture.png)).convert("RGB").quantize(COLOURS).save(buffer, "png", optimize=True)
    return buffer.getvalue()


def same(old: bytes, new: bytes) -> bool:
    """Say whether two files show the same; what another version of Matplotlib smooths in another way is no difference.

    Parameters
    ----------
    old, new : bytes
        PNG files.

    Returns
    -------
    bool
        Whether a reader would see no difference.
    """
    blocks = []
    for file in (old, new):
        image = Image.open(io.BytesIO(file)).convert("L")
        blocks.append(np.asarray(image.reduce(BLOCK), dtype=int))
    return blocks[0].shape == blocks[1].shape and np.abs(blocks[0] - blocks[1]).max() <= APART


def draw(root: Path, lab: str) -> list[str]:
    """Bring the pictures of one lab's source up to date; return the ids of the cells that had to be written.

    Parameters
    ----------
    root : Path
        The project's folder.
    lab : str
        Its name, such as ``01_custom_rnn``.

    Returns
    -------
    list of str
        Empty where all was up to date.
    """
    return put(root / "source" / lab / f"{lab}.ipynb", pictures_of(lab))


def put(path: Path, pictures: dict[str, Callable[[], plots.Picture]]) -> list[str]:
    """Put pictures into the cells of a notebook that have their names, as `draw`.

    Parameters
    ----------
    path : Path
        The notebook.
    pictures : dict of str to callable
        What draws each picture, by the cell's id.

    Returns
    -------
    list of str
        The ids of the cells that were written.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    written = []
    for name, make in pictures.items():
        if name not in cells:
            raise SystemExit(
                f"{path} has no cell {name}: make a Markdown cell with this id where the picture belongs."
            )
        picture, cell = make(), cells[name]
        file, text, new = f"{name}.png", text_of(name, picture), png_of(picture)
        old = cell.get("attachments", {}).get(file, {}).get("image/png")
        if old and same(base64.b64decode(old), new) and "".join(cell["source"]) == text:
            continue
        cell["source"] = text.splitlines(keepends=True)
        cell["attachments"] = {file: {"image/png": base64.b64encode(new).decode()}}
        notebook["cells"] = [dict(sorted(c.items())) if c is cell else c for c in notebook["cells"]]
        written.append(name)
    if written:
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return written


def main(root: Path) -> None:
    """Draw what has changed, lab by lab."""
    for lab in lab_names(root):
        written = draw(root, lab)
        print(f"source/{lab}: {', '.join(written) or 'up to date'}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve())
