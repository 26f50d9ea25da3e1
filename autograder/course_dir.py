"""A course directory: its configuration, and who handed in."""

from __future__ import annotations

from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from autograder.converters import configure


class CannotGrade(RuntimeError):
    """The class cannot be graded as asked; the message says what to do."""


def load_config(course_dir: Path) -> Config:
    """Return the course's configuration with this grader plugged in.

    Raises
    ------
    CannotGrade
        When ``nbgrader_config.py`` does not load.
    """
    config = Config()
    configure(config)
    if (course_dir / "nbgrader_config.py").exists():
        try:
            config.merge(PyFileConfigLoader("nbgrader_config.py", path=str(course_dir)).load_config())
        except Exception as error:
            raise CannotGrade(f"{course_dir / 'nbgrader_config.py'} does not load: {error}") from error
    config.CourseDirectory.root = str(course_dir)
    return config


def find_students(coursedir: CourseDirectory, lab: str) -> list[str]:
    """Return who handed something in, by folder name; links are not followed.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course directory.
    lab : str
        Its name, such as ``01_custom_rnn``.

    Returns
    -------
    list of str
        Sorted, without those whom the course excludes.
    """
    root = Path(coursedir.root) / coursedir.submitted_directory
    if not root.is_dir():
        return []
    excluded = set(filter(None, coursedir.student_id_exclude.split(",")))
    found = [d.name for d in root.iterdir() if d.is_dir() and not d.is_symlink() and (d / lab).is_dir()]
    return sorted(s for s in found if s not in excluded and not (root / s / lab).is_symlink())
