"""The answers of a lab, run: for instructors with all that belongs to them, for students after the deadline."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from nbgrader.converters import GenerateSolution
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder.course_dir import CannotGrade, load_config
from autograder.editions import FOR_STUDENTS
from autograder.lab import load_lab


class _Solution(GenerateSolution):
    """nbgrader's converter, for which the lab need not be in the gradebook."""

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy what lies beside the notebook."""
        BaseConverter.init_assignment(self, assignment_id, student_id)


def write_solutions(course_dir: Path, lab: str, *, for_students: bool = False) -> tuple[Path, list[str]]:
    """Write a lab's solution notebook; return its path, and the ids of cells that raised when they ran.

    Parameters
    ----------
    course_dir : Path
        The course directory.
    lab : str
        Its name, such as ``01_custom_rnn``.
    for_students : bool
        Without marking schemes and hidden checks, in a folder of its own.

    Returns
    -------
    (Path, list of str)
        An empty list where all ran.

    Raises
    ------
    CannotGrade
        When nbgrader could not write it.
    LookupError
        When the lab does not exist.
    """
    load_lab(course_dir, lab)
    config = load_config(course_dir)
    coursedir = CourseDirectory(config=config, assignment_id=lab)
    if for_students:
        config.GenerateSolution.preprocessors = FOR_STUDENTS
        coursedir.solution_directory += "-for-students"
    try:
        # over TCP other users of this host could listen, as ipykernel warns
        with tempfile.TemporaryDirectory(prefix="unrolled-") as sockets:
            config.KernelManager.update(transport="ipc", ip=f"{sockets}/k")
            _Solution(coursedir=coursedir, config=config, force=True).start()
    except NbGraderException as error:
        raise CannotGrade(
            f"The solution of {lab} could not be written; `nbgrader generate_solution {lab}` says why."
        ) from error
    folder = Path(coursedir.format_path(coursedir.solution_directory, ".", lab))
    path = folder.resolve() / f"{lab}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return path, [c.id for c in cells if any(o.output_type == "error" for o in c.get("outputs", []))]
