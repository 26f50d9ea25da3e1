"""nbgrader's converters with this grader in their place: what `nbgrader_config.py` plugs in."""

from __future__ import annotations

import os
import re
import sysconfig
import warnings
from functools import partial
from pathlib import Path

import nbformat
from jinja2 import Environment
from jinja2.ext import Extension
from nbconvert.exporters import NotebookExporter
from nbgrader import preprocessors as nbg
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import formgrader
from traitlets import Dict, List, Unicode
from traitlets.config import Config

from autograder import gate
from autograder.editions import FOR_INSTRUCTORS, DropCommentary, NameVersion
from autograder.fingerprints import course_fingerprint
from autograder.finished import Finished, grade_folder
from autograder.gradebook import autograded_folder, write_beside, write_verdicts
from autograder.lab import load_lab
from autograder.pages import inert
from autograder.sandbox.limits import Limits
from autograder.stubs import ClearNamedSolutions
from autograder.summary import Grades


def configure(config: Config, **limits: float) -> None:
    """Make nbgrader use the sandbox, the judge and the repair: call it in ``nbgrader_config.py``.

    Parameters
    ----------
    config : traitlets.config.Config
        What ``get_config()`` returns.
    **limits
        Any of the fields of `autograder.sandbox.limits.Limits`.
    """
    scripts = sysconfig.get_path(
        "scripts"
    )  # nbgrader starts `alembic` by name, also where no venv is activated
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join(filter(None, (scripts, os.environ.get("PATH"))))
    # nbgrader 0.9 builds objects before it adds them to its session; no instructor can act on that
    warnings.filterwarnings("ignore", message="Object of type .* not in session")
    Limits.of(limits)  # a misspelt limit is said at once, not at the first submission
    gate.plug_in(config)
    config.GradingExporter.limits = limits
    config.Autograde.exporter_class = GradingExporter
    config.Autograde.sanitize_preprocessors = []  # a repaired notebook needs none
    config.Autograde.autograde_preprocessors = [SaveGrades, nbg.AssignLatePenalties]
    config.GenerateAssignment.preprocessors = [
        nbg.IncludeHeaderFooter,
        DropCommentary,
        NameVersion,
        nbg.LockCells,
        ClearNamedSolutions,
        nbg.ClearOutput,
        nbg.CheckCellMetadata,
        nbg.ComputeChecksums,
        nbg.SaveCells,
        nbg.ClearHiddenTests,
        nbg.ClearMarkScheme,
        nbg.ComputeChecksums,
        nbg.CheckCellMetadata,
    ]
    config.GenerateSolution.preprocessors = FOR_INSTRUCTORS
    # a written answer holds its marking scheme; nbgrader expects one in a task cell only
    config.ClearMarkScheme.enforce_metadata = False
    config.NotebookExporter.Execute.timeout = 600  # a lab in full; nbgrader's 30 s would end its training
    config.Validator.validate_all = True  # a lab without a line of code is no success
    config.GenerateFeedback.preprocessors = [Grades, HiddenTestsAway]
    config.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
    # a student's markup must not run in an instructor's browser, nor a long cell keep it busy
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.default_preprocessors = []
    config.HTMLExporter.preprocessors = ["autograder.shorten.Shorten", "autograder.marking.Reference"]
    config.HTMLExporter.filters = {
        "markdown2html": "autograder.pages.safe_markdown",
        "highlight_code": "autograder.pages.safe_code",
        "clean_html": "autograder.pages.safe_html",
        "strip_files_prefix": "autograder.pages.unchanged",
        "ordered_headings": "autograder.pages.ordered_headings",
    }
    config.FormgradeExtension.debug = False  # it shows the configuration as JSON, which classes in it are not
    formgrader.Environment = partial(Environment, finalize=inert, extensions=[InEnglish])
    config.HTMLExporter.extra_template_basedirs = [
        str(Path(__file__).parent / "templates"),
        str(Path(formgrader.__file__).parent / "templates"),
    ]
    # where this grader's template of a name finds nbgrader's own, which it extends
    config.HTMLExporter.extra_template_paths = config.HTMLExporter.extra_template_basedirs[1:]


def submission_folder(coursedir, student: str, lab: str) -> Path:
    """Return where nbgrader keeps what a student handed in.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course directory.
    student : str
        The student's id: the folder's name.
    lab : str
        Its name, such as ``01_custom_rnn``.

    Returns
    -------
    Path
        It need not be there.
    """
    return Path(coursedir.format_path(coursedir.submitted_directory, student, lab))


class InEnglish(Extension):
    """The Formgrader's pages say the language that they are in; nbgrader's templates begin without."""

    def preprocess(self, source, name, filename=None):
        """Begin a page with its language."""
        return re.sub(r"^<!doctype html>", r'\g<0>\n<html lang="en">', source)


class HiddenTestsAway(nbg.ClearHiddenTests):
    """nbgrader's own, with the setting that an HTML exporter hands to all: without it each page is a warning."""

    display_data_priority = List().tag(config=True)


class SaveGrades(nbg.SaveAutoGrades):
    """What nbgrader reads in the notebook is saved, and what asks for a person, as `LabBook` does."""

    def preprocess(self, nb, resources):
        """Save the rows of one notebook."""
        nb, resources = super().preprocess(nb, resources)
        finished, where = resources["finished"], (self.notebook_id, self.assignment_id, self.student_id)
        with Gradebook(self.db_url) as gradebook:
            for name in finished.look:
                gradebook.find_grade(name, *where).needs_manual_grade = True
            for name, comment in finished.comments.items():
                gradebook.find_comment(name, *where).auto_comment = comment
            if finished.flagged:
                gradebook.find_submission_notebook(*where).flagged = True
            gradebook.db.commit()
        return nb, resources


class GradingExporter(NotebookExporter):
    """What nbgrader's Autograde converts with: reads what was handed in, grades it, and gives the finished notebook.

    Autograde converts each notebook twice, to sanitise it and to grade it. The first time it is read and graded; the
    second time nbgrader's preprocessors save its rows.
    """

    limits = Dict(help="Limits by name; see autograder.sandbox.limits.Limits.").tag(config=True)
    device = Unicode("cpu", help="cpu or cuda").tag(config=True)

    _finished: Finished | None = None

    @property
    def settings(self) -> dict:
        """Return what is configured for grading a submission, as plain data that travels to other processes."""
        return {"limits": self.limits, "device": self.device, "shown": dict(self.config.LimitOutput)}

    def from_filename(self, filename, resources=None, **kwargs):
        """Return the finished notebook of the submission that this file belongs to."""
        info, coursedir = resources["nbgrader"], self.parent.coursedir
        student, lab = info["student"], load_lab(Path(coursedir.root), info["assignment"])
        finished, self._finished = self._finished, None
        graded = finished is not None and finished.student == student
        if not graded:
            folder = submission_folder(coursedir, student, lab.name)
            finished = self._finished = grade_folder(
                folder, lab, student, course_dir=Path(coursedir.root), **self.settings
            )
            write_beside(coursedir, finished)
        notebook = nbformat.reads(finished.notebook.decode(), as_version=4)
        resources["finished"] = finished  # read by `SaveGrades`
        output = self.from_notebook_node(notebook, resources=resources, **kwargs)
        if graded:
            folder = autograded_folder(coursedir, student, lab.name)
            write_verdicts(folder, finished.verdicts(course_fingerprint(lab)), 0o644)
        return output
