"""What the start lab says of an installation."""

import subprocess
import sys
from importlib import metadata

import pytest

from course import installation
from course.checks import lab00
from course.checks.core import Missed
from tests.bank import ROOT


def test_nothing_is_wrong_here(capsys):
    """Each line says what there is."""
    assert installation.problems() == []
    installation.look()
    said = capsys.readouterr().out
    assert (
        f"PyTorch {metadata.version('torch')}" in said and f"version {metadata.version('unrolled')}" in said
    )


def test_what_is_missing_or_too_old_is_named_with_the_command_that_mends_it(monkeypatch, capsys):
    """One sentence each; what belongs to an extra is nobody's trouble."""

    def version(name):
        if name == "torch":
            return "1.13.1"
        if name in ("pooch", "nbgrader"):
            raise metadata.PackageNotFoundError(name)
        return metadata.version(name)

    monkeypatch.setattr(installation, "version", version)
    monkeypatch.setattr(installation.platform, "python_version", lambda: "3.9.1")
    old, torch, pooch = installation.problems()
    assert "Python 3.9.1 is too old" in old and ">=3.11" in old
    assert (
        torch
        == "torch is 1.13.1, and the course needs >=2.3. Run `pip install 'torch>=2.3'`, then restart the kernel."
    )
    assert pooch.startswith("pooch is not installed. Run `pip install 'pooch>=1.8'`")
    installation.look()
    assert capsys.readouterr().out.count("✗ ") == 3


def test_a_folder_that_is_not_installed_is_named(monkeypatch):
    """As after a download without pip."""

    def nothing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(installation, "distribution", nothing)
    (said,) = installation.problems()
    assert f"pip install -e {ROOT}" in said


def test_without_torch_the_import_says_what_to_do():
    """Before any cell of a lab can say it."""
    program = "import sys; sys.modules['torch'] = None; import course"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == (
        "ImportError: torch is not installed: run `pip install torch`, then restart the kernel."
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: x.mean(), "one number for all rows"),
        (lambda x: x.mean(dim=0), "means of the columns"),
        (lambda x: x.sum(dim=1), "Those are the sums"),
        (lambda x: x.mean(dim=1).tolist(), "You returned list"),
        (lambda x: x.mean(dim=1, keepdim=True), "expected [2], got [2, 1]"),
        (lambda x: x.median(dim=1).values, "yours are"),
        (lambda x: x.sub_(1).mean(dim=1) + 1, "changed x in place"),
        (lambda x: x.mean(dim=1).float(), "float64 must go out"),
        (
            lambda x: x.mean(dim=1) if len(x) != x.shape[1] else x.mean(dim=0),
            "is the axis chosen by its size",
        ),
    ],
)
def test_the_toy_exercise_names_each_mistake(answer, said):
    """And passes the right answer."""
    with pytest.raises(Missed) as missed:
        lab00.row_means(answer)
    assert said in str(missed.value)
    lab00.row_means(lambda x: x.mean(dim=1))
