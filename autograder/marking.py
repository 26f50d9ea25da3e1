"""What stands beside an answer that a person reads: the model answer and the marking scheme, for instructors alone."""

from __future__ import annotations

from pathlib import Path

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade

from autograder.cards import reference
from autograder.lab import load_lab


class Reference(Preprocessor):
    """Runs in the Formgrader; its template shows what is put into the resources here."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Find the reference of each written answer; a page for students is left as it is."""
        if "submission_id" not in resources:
            return nb, resources
        root = Path(CourseDirectory(config=self.config).root)
        try:
            lab = load_lab(root, resources["assignment_id"])
        except LookupError:  # a course of other labs has none
            return nb, resources
        written = [
            c.metadata.nbgrader.grade_id for c in nb.cells if is_grade(c) and c.cell_type == "markdown"
        ]
        resources["reference"] = {grade_id: reference(lab, grade_id) for grade_id in written}
        return nb, resources
