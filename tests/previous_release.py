"""The labs as students had them before, solved: ``python -m tests.previous_release COMMIT`` packs those of a commit.

A student may hand in a notebook of an earlier release; `test_previous_release` grades these.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import tarfile

import nbformat

from tests.bank import ROOT, labs
from tests.make_class import answers_of, text

PACKED = ROOT / "tests" / "fixtures" / "previous_release.tar.xz"


def packed_labs() -> list[str]:
    """Return the labs that the previous release had."""
    with tarfile.open(PACKED) as packed:
        return sorted(name.removesuffix(".ipynb") for name in packed.getnames())


def solved(lab: str) -> bytes:
    """Return the notebook that a student of the previous release hands in, with the instructor's answers."""
    with tarfile.open(PACKED) as packed:
        return packed.extractfile(f"{lab}.ipynb").read()


def pack(commit: str) -> None:
    """Fill the releases of a commit with the answers of its sources and pack them."""
    with tarfile.open(PACKED, "w:xz", preset=9) as packed:
        for lab in labs():
            source, release = (at(commit, f"{folder}/{lab}/{lab}.ipynb") for folder in ("source", "release"))
            answers = answers_of(source.cells)
            for cell in release.cells:
                cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
            data, entry = text(release), tarfile.TarInfo(f"{lab}.ipynb")
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))


def at(commit: str, path: str) -> nbformat.NotebookNode:
    """Return a notebook as it is in a commit."""
    shown = subprocess.run(["git", "show", f"{commit}:{path}"], cwd=ROOT, capture_output=True, check=True)
    return nbformat.reads(shown.stdout.decode(), as_version=4)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Pack the solved labs of a commit as the previous release.")
    parser.add_argument("commit", help="for instance HEAD, before the labs are changed")
    pack(parser.parse_args().commit)
