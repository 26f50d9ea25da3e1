"""`autograder new-lab`: what it writes passes the tests as it is, and touches nothing else."""

import shutil
import subprocess
import sys

import pytest

from autograder.new_lab import CannotWrite, new_lab
from tests.bank import ROOT

LAB, OTHER = "99_example", "01_custom_rnn"
PARTS = ["autograder", "course", "tests", *(f"{folder}/{OTHER}" for folder in ("source", "release"))]
FILES = ["README.md", "pyproject.toml", "nbgrader_config.py"]
TRIED = [f"tests/test_{name}.py" for name in ("form", "notebooks", "bank", "visible_checks")]
SLOW = "test_source_runs_clean or test_release_stops"


@pytest.fixture
def clone(tmp_path):
    """The project with one lab, to be written into."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part)
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def bare(tmp_path):
    """A folder with just so much of the project that it is taken for it."""
    shutil.copytree(ROOT / "source" / OTHER, tmp_path / "source" / OTHER)
    (tmp_path / "tests" / "answers").mkdir(parents=True)
    return tmp_path


def files(folder):
    """Return what the files of a folder hold, by path; what Python keeps beside them does not count."""
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def run(clone, *words):
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=clone, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.mark.long
def test_a_new_lab_passes_every_test_and_touches_its_own_files_alone(clone):
    """Form, picture, release, visible checks, every answer of its bank; what starts a kernel is left to the lab's author."""
    before = files(clone)
    done = run(clone, "autograder", "new-lab", LAB)
    assert done.returncode == 0, done.stderr
    after = files(clone)
    changed = {path for path in after if after[path] != before.get(path)}
    said = set(done.stdout.split("\n\n")[0].splitlines())
    assert after.keys() - before.keys() == said and len(said) == 7 and before.keys() <= after.keys()
    assert changed == {*said, "README.md"}
    old, new = (state["README.md"].decode().splitlines() for state in (before, after))
    (row,) = [line for line in new if line not in old]  # the other labs' rows went with their sources
    assert row.startswith(f"| [99 · Example](release/{LAB}/{LAB}.ipynb) · ")
    tried = run(clone, "pytest", "-q", "-k", f"{LAB} and not ({SLOW})", *TRIED)
    assert tried.returncode == 0, tried.stdout
    assert int(tried.stdout.rsplit("\n", 2)[1].split(" passed")[0]) >= 35
    for rules in (["check"], ["format", "--check"]):
        ruff = run(clone, "ruff", *rules, *(path for path in changed if path.endswith(".py")))
        assert ruff.returncode == 0, ruff.stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("example", "'example' is no name for a lab"),
        ("99_Example", "is no name for a lab"),
        ("99_../x", "is no name for a lab"),
        ("1_example", "is no name for a lab"),
        (OTHER, f"The number 01 is taken by {OTHER}; "),
        ("01_other", f"The number 01 is taken by {OTHER}; "),
    ],
)
def test_a_name_that_is_none_or_taken_is_refused(name, said, bare):
    """In one sentence, before anything is written."""
    before = files(bare)
    with pytest.raises(CannotWrite, match=said) as refused:
        new_lab(bare, name)
    assert str(refused.value).endswith(".") and files(bare) == before


def test_a_file_that_is_there_is_not_overwritten(bare):
    """Of a lab that somebody began by hand."""
    mine = bare / "course" / "checks" / "lab99.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    before = files(bare)
    with pytest.raises(CannotWrite, match=r"lab99\.py is there already"):
        new_lab(bare, LAB)
    assert files(bare) == before


def test_elsewhere_the_folder_is_named(tmp_path):
    """A course without tests is no place for a new lab."""
    with pytest.raises(CannotWrite, match=f"{tmp_path} is no clone of the project"):
        new_lab(tmp_path, LAB)
