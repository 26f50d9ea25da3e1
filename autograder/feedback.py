"""Feedback pages, each written in a process of its own: one that takes too long is ended and a plain page stands in."""

from __future__ import annotations

import html
import json
import resource
import signal
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbgrader.api import MissingEntry
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.files import VERDICTS

SECONDS = 30  # of CPU for one page; four times as much by the clock
MEMORY = 4 * 1024**3  # bytes of address space for one page
PAGE = 24_000_000  # characters of one page


class FeedbackExporter(HTMLExporter):
    """What ``nbgrader generate_feedback`` and the Formgrader's button write pages with."""

    def from_filename(self, filename, resources=None, **kwargs):
        """Return the page of one notebook; whatever is in it, there is one."""
        outcome = write_page(filename, resources, self.parent.preprocessors, self.config)
        if isinstance(outcome, (MissingEntry, SQLAlchemyError)):
            raise outcome  # the gradebook's trouble is no student's
        if isinstance(outcome, Exception):
            self.log.warning("A plain page stands for the feedback of %s: %s", filename, outcome)
            outcome = plain_page(Path(filename), str(outcome))
        return outcome, self._init_resources(resources)


def write_page(filename: str, resources: dict, preprocessors: list, config: Config) -> str | Exception:
    """Return the page, or why there is none.

    Parameters
    ----------
    preprocessors : list of type
        What nbgrader does to the notebook before it is shown.
    config : traitlets.config.Config
        Only what concerns these and the page goes to the other process.
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


def plain_page(notebook: Path, reason: str) -> str:
    """Return a small page with what the checks found."""
    try:
        row = json.loads((notebook.parent / VERDICTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        row = {"checks": [], "message": ""}
    checks = "".join(
        f"<li>{html.escape(c['name'])}: {c['earned']:g} of {c['points']:g}. {html.escape(c['hint'])}</li>"
        for c in row["checks"]
    )
    return _PLAIN.format(
        lab=html.escape(notebook.stem),
        reason=html.escape(reason),
        message=html.escape(row["message"]),
        checks=checks,
    )


_PLAIN = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{lab}</title>
<style>body {{ font: 16px/1.5 sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em }}</style>
</head>
<body>
<h1>{lab}</h1>
<p>Your notebook is not shown here: {reason}. Your answers were graded all the same; this is what the checks found.
Your instructor sees the rest of your grade.</p>
<p>{message}</p>
<ul>{checks}</ul>
</body>
</html>
"""
