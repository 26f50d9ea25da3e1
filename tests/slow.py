"""``make slow``: the tests marked ``slow(part="...")``, part by part, resumed where they were stopped.

What passes is noted in ``.slow/COMMIT/PART.jsonl``, and not tried again with the same commit.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("bank", "hostile", "repeats", "kills", "fuzz")


def main(parts: list[str]) -> int:
    """Run these parts, or all; print a line for each: its commit, count, minutes and where it began."""
    at = commit()
    lines, worst = [], pytest.ExitCode.OK
    for part in parts or PARTS:
        notes = ROOT / ".slow" / (at or "uncommitted") / f"{part}.jsonl"
        if not at:  # what passed with other files says nothing about these
            notes.unlink(missing_ok=True)
        before = len(passed(notes))
        words = ["-p", "tests.slow", "--notes", str(notes), "-m", f"slow(part={part!r})", "-q"]
        words += ["-n", "auto", "--dist", "worksteal", "--max-worker-restart", "0"]
        status = pytest.main(words)
        if status == pytest.ExitCode.NO_TESTS_COLLECTED and before:  # all of them passed before
            status = pytest.ExitCode.OK
        lines.append(f"{part}: {status.name}, {summary(notes, before)}; {at or 'uncommitted changes'}")
        worst = max(worst, status)
        if status == pytest.ExitCode.INTERRUPTED:
            break
    print(*lines, sep="\n")
    return int(worst)


def commit() -> str:
    """Return the commit, or "" when files differ from it."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return "" if git("status", "--porcelain") else git("rev-parse", "--short=12", "HEAD")


def passed(notes: Path) -> list[dict]:
    """Return what was noted: each test's id, when its run began, and seconds from then until it passed."""
    return [json.loads(line) for line in notes.read_text().splitlines()] if notes.exists() else []


def summary(notes: Path, before: int) -> str:
    """Say how many tests passed, in how many minutes of all runs, and how many of them earlier."""
    runs: dict[float, float] = {}
    for line in passed(notes):
        runs[line["run"]] = line["seconds"]
    resumed = f", {before} of them in earlier runs" if before else ""
    return f"{len(passed(notes))} passed in {sum(runs.values()) / 60:.1f} min{resumed}"


def pytest_addoption(parser):
    """Tell pytest, and the workers of pytest-xdist, where the notes are."""
    parser.addoption("--notes", type=Path, help="leave out the tests noted here, and note what passes")


def pytest_configure(config):
    """Note what passes, in the process that all reports come to."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Notes(config.getoption("notes")))


def pytest_collection_modifyitems(config, items):
    """Leave out what passed before."""
    done = {line["test"] for line in passed(config.getoption("notes"))}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in done])
    items[:] = [item for item in items if item.nodeid not in done]


class Notes:
    """A pytest plugin that notes each test as it passes: whatever ends a run, the next goes on from there."""

    def __init__(self, path: Path):
        self.path, self.began = path, time.time()
        path.parent.mkdir(parents=True, exist_ok=True)

    def pytest_runtest_logreport(self, report):
        """Add a line for a test that passed."""
        if report.when == "call" and report.passed:
            line = {"test": report.nodeid, "run": self.began, "seconds": round(time.time() - self.began, 1)}
            with self.path.open("a") as file:
                file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
