"""nbgrader's converters with this grader in their place: what `nbgrader_config.py` plugs in."""

from __future__ import annotations

import json
import os
import stat
import sysconfig
import warnings
from pathlib import Path
from typing import ClassVar

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader import preprocessors as nbg
from nbgrader.converters import base
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import find_all_files
from traitlets import Dict, Unicode
from traitlets.config import Config

from autograder.fingerprints import course_fingerprint, submission_fingerprint
from autograder.grading import Graded, grade
from autograder.lab import Lab, load_lab
from autograder.notebook_json import MAX_BYTES, Unreadable
from autograder.repair import repair
from autograder.sandbox.limits import Limits
from autograder.secret import course_secret
from autograder.stubs import ClearNamedSolutions
from autograder.submission import Submitted, read_submission

VERDICTS = "verdicts.json"


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
    base.find_all_files = ordinary_files
    config.SandboxExecute.limits = limits
    config.Autograde.exporter_class = RepairingExporter
    config.Autograde.pre_convert_hook = adopt_renamed
    config.Autograde.autograde_preprocessors = [
        SandboxExecute,
        nbg.LimitOutput,
        nbg.SaveAutoGrades,
        nbg.AssignLatePenalties,
        nbg.CheckCellMetadata,
        SaveVerdicts,
    ]
    config.GenerateAssignment.preprocessors = [
        nbg.IncludeHeaderFooter,
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
    config.GenerateFeedback.preprocessors = [nbg.GetGrades, nbg.ClearHiddenTests, CSSHTMLHeaderPreprocessor]
    config.HTMLExporter.sanitize_html = True  # a student's markup must not run in an instructor's browser
    config.HTMLExporter.filters = {"markdown2html": "autograder.pages.safe_markdown"}


def submission_folder(coursedir, student: str, lab: str) -> Path:
    """Return where nbgrader keeps what a student handed in."""
    return Path(coursedir.format_path(coursedir.submitted_directory, student, lab))


def adopt_renamed(assignment: str, student: str, notebooks: list[str]) -> None:
    """Let nbgrader convert a submission whose notebook has another name (its `pre_convert_hook`)."""
    folder = Path(notebooks[0]).parent
    lab = folder.name
    notebooks[:] = [str(folder / f"{lab}.ipynb")]


class RepairingExporter(NotebookExporter):
    """Reads a submission whatever state it is in; a hopeless one becomes the untouched lab."""

    def from_filename(self, filename, resources=None, **kwargs):
        """Read what was submitted, mended; nbgrader then sanitises and saves it."""
        info, coursedir = resources["nbgrader"], self.parent.coursedir
        lab = load_lab(Path(coursedir.root), info["assignment"])
        folder = submission_folder(coursedir, info["student"], info["assignment"])
        try:
            submitted = read_submission(folder, lab, info["student"])
            notebook = repair(submitted.notebook, lab).notebook
        except Unreadable:
            notebook = repair(nbformat.writes(lab.release).encode(), lab).notebook
        return self.from_notebook_node(notebook, resources=resources, **kwargs)


class SandboxExecute(NbGraderPreprocessor):
    """Takes the place of nbgrader's Execute: runs the submission in the sandbox and judges it."""

    limits = Dict(help="Limits by name; see autograder.sandbox.limits.Limits.").tag(config=True)
    device = Unicode("cpu", help="cpu or cuda").tag(config=True)

    ready: ClassVar[dict[tuple[str, str], tuple[Submitted, Graded]]] = {}  # graded beforehand

    def preprocess(self, nb, resources):
        """Replace the notebook by its graded self."""
        info, coursedir = resources["nbgrader"], self.parent.parent.coursedir
        student, name = info["student"], info["assignment"]
        root = Path(coursedir.root)
        lab, (submitted, graded) = load_lab(root, name), self.ready.pop((student, name), (None, None))
        if graded is None:
            submitted = read_submission(submission_folder(coursedir, student, name), lab, student)
            graded = grade_submission(submitted, lab, course_secret(root), self.limits, self.device)
        resources["unrolled"] = {
            **graded.row(),
            "submission": submission_fingerprint(submitted.sha256, submitted.timestamp),
            "course": course_fingerprint(lab),
        }
        return nbformat.reads(graded.notebook.decode(), as_version=4), resources


class SaveVerdicts(NbGraderPreprocessor):
    """Leaves the verdicts beside the graded notebook, once the gradebook has them."""

    def preprocess(self, nb, resources):
        """Write ``verdicts.json``; it also tells a later run that this submission is done."""
        info, coursedir = resources["nbgrader"], self.parent.parent.coursedir
        folder = Path(
            coursedir.format_path(coursedir.autograded_directory, info["student"], info["assignment"])
        )
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(resources["unrolled"], indent=1, ensure_ascii=False)
        (folder / VERDICTS).write_text(text + "\n", encoding="utf-8")
        return nb, resources


def grade_submission(submitted: Submitted, lab: Lab, secret: str, limits: dict, device: str) -> Graded:
    """Grade a submission with limits by name."""
    return grade(submitted, lab, secret=secret, limits=Limits.of(limits), device=device)


def ordinary_files(path: str, exclude: list[str] | None = None) -> list[str]:
    """Return the files below a folder as nbgrader's `find_all_files` does, but only plain ones of sane size.

    nbgrader copies what it finds: through a link that would be a file of this host, from a pipe it
    would wait for ever.
    """
    return [file for file in find_all_files(path, exclude) if _is_ordinary(file)]


def _is_ordinary(file: str) -> bool:
    status = os.lstat(file)
    return stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES
