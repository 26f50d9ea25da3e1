"""What tells the editions of a lab apart: the students' notebook has no commentary, and says of which version it is."""

from __future__ import annotations

from importlib.metadata import version

from nbformat import NotebookNode
from nbgrader import preprocessors as nbg

from autograder.lab import ABOUT, is_commentary

VERSION = version("unrolled")  # as pyproject.toml has it

# The answers, run. Instructors have the commentary, the marking schemes and the hidden checks with them.
FOR_INSTRUCTORS = [nbg.IncludeHeaderFooter, nbg.LockCells, nbg.ClearOutput, nbg.Execute]
FOR_STUDENTS = [
    nbg.IncludeHeaderFooter,
    nbg.LockCells,
    nbg.ClearOutput,
    nbg.ClearHiddenTests,
    nbg.ClearMarkScheme,
    nbg.Execute,
]


class DropCommentary(nbg.NbGraderPreprocessor):
    """Leave out the cells that explain an answer to instructors."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook without them."""
        nb.cells = [cell for cell in nb.cells if not is_commentary(cell)]
        return nb, resources


class NameVersion(nbg.NbGraderPreprocessor):
    """Write the version of the course into the notebook's metadata."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook with it."""
        nb.metadata[ABOUT] = {"version": VERSION}
        return nb, resources
