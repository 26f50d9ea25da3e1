"""The public repository: all that a student needs, installed as Colab does it, and nothing of the grader."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile

import nbformat
import pytest

from autograder.bundle import Refused, contents, main, pack, public_files, write
from autograder.release import address
from tests.bank import ROOT
from tests.make_class import make_course, release

FIRST_CELLS = ["colab", "setup", "memory"]  # of lab 01
RUN = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
errors = [shell.run_cell(text).error_in_exec for text in json.load(sys.stdin)]
print(json.dumps([[repr(error) for error in errors], shell.user_ns["course"].__file__]))
"""


@pytest.fixture(scope="module")
def files():
    return public_files(ROOT)


def secrets():
    """Return the lines of the hidden checks and of the held-out texts that say something: the longer ones."""
    checks = ROOT / "autograder" / "checks"
    lines = set()
    for path in (*checks.glob("lab*/*.py"), *checks.rglob("*.txt")):
        lines |= {line.strip() for line in path.read_text(encoding="utf-8").splitlines()}
    return {line for line in lines if len(line) > 60 and not line.startswith(("from ", "import ", "def __"))}


def plain(text):
    """Return a file's text; of a notebook, that of its cells."""
    notebook = text.startswith("{") and '"nbformat"' in text
    return "\n".join(c.source for c in nbformat.reads(text, 4).cells) if notebook else text


def test_nothing_of_the_grader_is_in_the_bundle(files):
    """By name: no folder but the course, the labs and two pages of words and shapes. By content: no line of the hidden checks or held-out texts."""
    tops = {name.split("/")[0] for name in files}
    alone = {"LICENSE", "LICENSE-lessons", "README.md", "environment.yml", "pyproject.toml"}
    assert tops == {"course", "release", "docs"} | alone
    texts = {name: data.decode() for name, data in files.items()}
    lines = {line.strip() for text in map(plain, texts.values()) for line in text.splitlines()}
    assert len(secrets()) > 1_000 and not secrets() & lines
    for name, text in texts.items():
        for word in (
            "autograder",
            "source/",
            "tests/",
            "bubblewrap",
            "BEGIN ",
            "entry-points",
            "[project.scripts]",
        ):
            assert word not in text, f"{name} names {word}"


def test_the_bundle_asks_for_what_students_need_alone(files):
    """The base dependencies as they are, the student's extras, no command."""
    full, public = (
        tomllib.loads(text)
        for text in ((ROOT / "pyproject.toml").read_text(), files["pyproject.toml"].decode())
    )
    for key in ("name", "version", "dependencies", "requires-python"):
        assert public["project"][key] == full["project"][key]
    assert set(public["project"]["optional-dependencies"]) == {"student", "glove"}
    assert not {"scripts", "entry-points"} & set(public["project"])
    repository, _ = address(ROOT)
    text = files["README.md"].decode()
    assert f"git clone https://github.com/{repository}" in text and "{labs}" not in text
    linked = set(re.findall(r"\]\((release/[^)]+)\)", text))
    assert linked == {name for name in files if name.startswith("release/")}


def test_making_it_again_changes_nothing(files, tmp_path):
    """What was left behind goes, the history of the public repository stays, and the archive is the same to the byte."""
    folder = tmp_path / "unrolled"
    for name in (".git/HEAD", "release/11_old/11_old.ipynb", "old.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    for archive in (tmp_path / "a" / "u-1.zip", tmp_path / "b" / "u-1.zip"):
        write(files, folder)
        archive.parent.mkdir()
        pack(files, archive)
    assert contents(folder) == files and (folder / ".git" / "HEAD").read_text() == "x"
    assert not (folder / "old.txt").exists() and not (folder / "release" / "11_old").exists()
    assert (tmp_path / "a" / "u-1.zip").read_bytes() == (tmp_path / "b" / "u-1.zip").read_bytes()


@pytest.fixture
def project(tmp_path):
    """Return a project of one lab."""
    root = make_course(tmp_path / "project", ["02_rnn_shapes"])
    for name in (
        "pyproject.toml",
        "README.md",
        "bundle/README.md",
        "LICENSE",
        "LICENSE-lessons",
        "environment.yml",
        "docs/shapes.md",
        "docs/glossary.md",
        "course/__main__.py",
    ):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes((ROOT / name).read_bytes())
    (root / "course" / "__init__.py").write_text("")
    return root


@pytest.mark.long
def test_a_stale_release_is_refused(project, capsys):
    """A sentence and exit code 1 for another version, a changed notebook; then it is made."""
    pyproject, notebook = (
        project / "pyproject.toml",
        project / "release" / "02_rnn_shapes" / "02_rnn_shapes.ipynb",
    )
    for path, old, new in ((pyproject, 'version = "', 'version = "9'), (notebook, "Shapes", "Forms")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        assert main([str(project)]) == 1
        assert capsys.readouterr().err.count("run `make release`") == 1
        path.write_text(text, encoding="utf-8")
    assert not (project / "build").exists()
    repository, tag = address(ROOT)
    assert main([str(project)]) == 0
    assert {f"unrolled-{tag[1:]}.zip", "unrolled/course/__init__.py"} < set(contents(project / "build"))
    printed = capsys.readouterr().out
    assert f"tag the commit {tag} and push both to {repository}" in printed


def test_a_folder_that_is_not_the_project_is_refused(tmp_path, capsys):
    """By the file that is not there."""
    assert main([str(tmp_path)]) == 1
    assert "has no pyproject.toml" in capsys.readouterr().err


def test_what_students_must_not_see_is_refused(project):
    """A file of the course that names the grader, or one with a solution in it."""
    for text in ("from autograder import judge", "### BEGIN SOLUTION"):
        (project / "course" / "own.py").write_text(text)
        with pytest.raises(Refused, match=r"course/own\.py has .* take it out"):
            public_files(project)


@pytest.mark.long
def test_the_set_up_cell_installs_the_bundle_into_an_empty_environment(files, tmp_path):
    """Its wheel holds the course alone; the cell says when it cannot be had, then installs it, and the next cells run.

    The libraries are those of this environment, put behind the empty one, so nothing is downloaded.
    """
    archive = tmp_path / "unrolled-1.zip"
    pack(files, archive)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "-w", tmp_path, archive], check=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {n for n in names if ".dist-info/" not in n} == {n for n in files if n.startswith("course/")}
    assert not [n for n in names if "entry_points" in n]

    venv.create(tmp_path / "env", symlinks=True)
    (tmp_path / "work").mkdir()
    (inside,) = (tmp_path / "env" / "lib").glob("python*/site-packages")
    (inside / "here.pth").write_text(sysconfig.get_path("purelib"))
    first, *rest = (cell.source for cell in release("01_custom_rnn").cells if cell.id in FIRST_CELLS)
    public = re.compile(r"https://github\.com/\S+\.tar\.gz")
    assert len(public.findall(first)) == 1
    tries = [public.sub(f"--no-deps --no-index {path}", first) for path in (tmp_path / "lost.whl", wheel)]
    done = subprocess.run(
        [tmp_path / "env" / "bin" / "python", "-c", RUN],
        input=json.dumps([*tries, *rest]),
        capture_output=True,
        text=True,
        cwd=tmp_path / "work",
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        | {"HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (refused, *ran), place = json.loads(done.stdout.splitlines()[-1])
    assert refused.startswith("ImportError('The course could not be installed: check the network")
    assert ran == ["None"] * len(FIRST_CELLS) and "change at each step" in done.stdout
    assert place == str(inside / "course" / "__init__.py")
