"""Fixtures shared by all tests."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from filelock import FileLock

# Before anything imports torch: tests run side by side, one process a core, and threads would only wait.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["PATH"] = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))


def pytest_collection_modifyitems(items):
    """Put the answers of the bank last: they are short, so no worker is left alone with a long test."""
    items.sort(key=lambda item: item.path.stem == "test_bank")


@pytest.fixture(scope="session")
def command():
    """Run a command of this environment in a folder; return what it printed and its exit code."""

    def run(folder: Path, *words: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [str(Path(sys.executable).parent / words[0]), *words[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "COLUMNS": "200", **environment},
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    return run


@pytest.fixture(scope="session")
def made_class(tmp_path_factory):
    """A course with a small class that is graded without a kernel; tests read it and change nothing."""
    from tests.made_rows import made_course

    return made_course(tmp_path_factory.mktemp("made-class"))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The pages of the site, built once a run whichever process asks first; labs are not run for it."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    said = shared / "site.log"
    with FileLock(shared / "site.lock"):
        if not said.exists():
            build = [sys.executable, "-m", "docs.build", str(shared / "site")]
            done = subprocess.run(build, cwd=Path(__file__).parent.parent, capture_output=True, text=True)
            said.write_text(f"{done.returncode}\n{done.stdout}{done.stderr}", encoding="utf-8")
    assert said.read_text(encoding="utf-8").startswith("0\n"), said.read_text(encoding="utf-8")
    return shared / "site" / "html"
