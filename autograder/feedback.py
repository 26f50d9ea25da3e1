"""Feedback pages, each written in a process of its own: one that takes too long is ended and a plain page stands in."""

from __future__ import annotations

import resource
import signal
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_notebook
from nbgrader.api import MissingEntry
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.cards import Card, cards, title
from autograder.lab import load_lab
from autograder.summary import of_verdicts, read_row

SECONDS = 30  # of CPU for one page; four times as much by the clock
MEMORY = 4 * 1024**3  # bytes of address space for one page
PAGE = 24_000_000  # characters of one page


class FeedbackExporter(HTMLExporter):
    """What ``nbgrader generate_feedback`` and the Formgrader's button write pages with."""

    def from_filename(self, filename, resources=None, **kwargs):
        """Return the page of one notebook; whatever is in it, there is one."""
        about = resources["nbgrader"]
        about["title"], about["cards"] = about_lab(self.parent.coursedir.root, about["assignment"])
        outcome = write_page(filename, resources, self.parent.preprocessors, self.config)
        if isinstance(outcome, (MissingEntry, SQLAlchemyError)):
            raise outcome  # the gradebook's trouble is no student's
        if isinstance(outcome, Exception):
            self.log.warning("A plain page stands for the feedback of %s: %s", filename, outcome)
            outcome = plain_page(Path(filename), resources, str(outcome), self.config)
        return outcome, self._init_resources(resources)


@cache
def about_lab(course_dir: str, name: str) -> tuple[str, dict[str, Card]]:
    """Return a lab's title and its cards; of a lab that this course does not have, its name alone."""
    try:
        lab = load_lab(Path(course_dir), name)
    except LookupError:
        return name, {}
    return title(lab), cards(lab)


def write_page(filename: str, resources: dict, preprocessors: list, config: Config) -> str | Exception:
    """Return the page, or why there is none.

    Parameters
    ----------
    filename : str
        The graded notebook.
    resources : dict
        nbconvert's, with the summary.
    preprocessors : list of type
        What nbgrader does to the notebook before it is shown.
    config : traitlets.config.Config
        Only what concerns these and the page goes to the other process.

    Returns
    -------
    str or Exception
        The page as HTML.
    """
    concerned = {kind.__name__ for made in (HTMLExporter, *preprocessors) for kind in made.__mro__}
    config = Config({name: section for name, section in config.items() if name in concerned})
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    here, there = context.Pipe(duplex=False)
    process = context.Process(
        target=_write, args=(there, SECONDS, filename, dict(resources), preprocessors, config)
    )
    process.start()
    there.close()
    try:
        here.recv()  # it has started: only from here on the time is the student's
        if not here.poll(4 * SECONDS):
            return TimeoutError("it takes too long to write")
        return here.recv()
    except EOFError:
        return RuntimeError("it takes too much time or memory to write")
    finally:
        process.kill()
        process.join()
        process.close()
        here.close()


def _write(
    to: Connection, seconds: int, filename: str, resources: dict, preprocessors: list, config: Config
) -> None:
    to.send("started")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which ends this process
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        exporter = HTMLExporter(config=config)
        for kind in preprocessors:
            exporter.register_preprocessor(kind)
        page, _ = exporter.from_filename(filename, resources=resources)
        to.send(page if len(page) <= PAGE else RuntimeError("it is too large"))
    except (MissingEntry, SQLAlchemyError) as error:
        to.send(type(error)(*error.args))
    except Exception as error:
        to.send(RuntimeError(f"it cannot be written ({type(error).__name__}: {str(error)[:200]})"))


def plain_page(notebook: Path, resources: dict, reason: str, config: Config) -> str:
    """Return a page without the notebook: why that is not shown, and what the checks found.

    Parameters
    ----------
    notebook : Path
        The graded notebook, of which only what lies beside it is read.
    resources : dict
        nbconvert's, with the summary.
    reason : str
        Why the notebook is not shown, as the end of a sentence.
    config : traitlets.config.Config
        The course's configuration, as `course_dir.load_config` gives it.

    Returns
    -------
    str
        HTML.
    """
    summary = of_verdicts(read_row(notebook.parent), resources["nbgrader"]["cards"])
    shown = {**resources, "summary": summary, "apology": reason}
    return HTMLExporter(config=config).from_notebook_node(new_notebook(), resources=shown)[0]
