"""A class's feedback: its pages, and PDFs printed by a Chromium that this host has."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from autograder.course_dir import CannotGrade, load_config
from autograder.lab import load_graded_lab

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
SECONDS = 120  # by the clock, for one page
# A page's own policy allows it no script and no request; for the browser there is no other host either.
_FLAGS = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
)  # fmt: skip


class NoBrowser(RuntimeError):
    """There is nothing on this host that prints; the message says what to do."""


def write_feedback(course_dir: Path, lab_name: str) -> list[Path]:
    """Write the feedback pages of a lab's class that are due; return all that there are.

    Parameters
    ----------
    course_dir : Path
        The course directory.
    lab_name : str
        Such as ``01_custom_rnn``.

    Returns
    -------
    list of Path
        The pages, sorted by student.

    Raises
    ------
    CannotGrade
        When nothing is graded yet, or nbgrader could not write a page.
    LookupError
        When the lab does not exist.
    """
    load_graded_lab(course_dir, lab_name)
    config = load_config(course_dir)
    coursedir = CourseDirectory(config=config, assignment_id=lab_name)
    if not any(Path(coursedir.root, coursedir.autograded_directory).glob(f"*/{lab_name}/{lab_name}.ipynb")):
        raise CannotGrade(f"Nothing of {lab_name} is graded yet; run `autograder grade {lab_name}` first.")
    try:
        GenerateFeedback(coursedir=coursedir, config=config).start()
    except NbGraderException as error:
        raise CannotGrade(
            f"Not every page could be written; `nbgrader generate_feedback {lab_name}` says why."
        ) from error
    return sorted(Path(coursedir.root, coursedir.feedback_directory).glob(f"*/{lab_name}/{lab_name}.html"))


def find_browser() -> str:
    """Return the path of a Chromium.

    Raises
    ------
    NoBrowser
        There is none.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise NoBrowser(
            "PDFs need Chromium, and there is none on PATH (on Debian: apt-get install chromium; elsewhere Chrome or Edge "
            "does, too); the pages print from any browser."
        )
    return found


def print_pages(pages: Iterable[Path], browser: str) -> Iterator[tuple[Path, bool]]:
    """Print each page beside itself, unless that was done since it was written; yield it, and whether there is a PDF.

    Parameters
    ----------
    pages : iterable of Path
        HTML files.
    browser : str
        A Chromium's path, as `find_browser` returns it.

    Yields
    ------
    (Path, bool)
        In the order of the pages.
    """
    for page in pages:
        target = page.with_suffix(".pdf")
        due = not target.exists() or target.stat().st_mtime_ns < page.stat().st_mtime_ns
        yield page, not due or _print(page, target, browser)


def _print(page: Path, target: Path, browser: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "page.pdf")
        command = [browser, *_FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium starts for root in no other way
        try:
            subprocess.run([*command, page.absolute().as_uri()], capture_output=True, timeout=SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            return False
        if not made.exists():
            return False
        shutil.copyfile(made, target)
        return True
