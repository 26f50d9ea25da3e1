"""``python -m course``: the student's own copy of the labs, made once and never written again."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course import __main__ as opening
from course.__main__ import copy_new, find_labs, home, main
from course.data import samples
from tests.bank import ROOT

LAB = "01_custom_rnn"
OTHER = "02_rnn_shapes"


def lab_bytes(lab, line_end=b"\n"):
    return (ROOT / "release" / lab / f"{lab}.ipynb").read_bytes().replace(b"\n", line_end)


def put(folder, lab, line_end=b"\n"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{lab}.ipynb").write_bytes(lab_bytes(lab, line_end))


@pytest.fixture
def opened(monkeypatch):
    """What JupyterLab would have been opened with."""
    calls = []
    monkeypatch.setattr(opening, "open_jupyterlab", lambda *words: calls.append(words) or 0)
    monkeypatch.setattr(opening, "HERE", Path("/nowhere/course"))  # the clone of these tests is not meant
    return calls


def test_a_clone_is_copied_once_and_only_new_labs_follow(tmp_path, monkeypatch, capsys, opened):
    """What a student wrote stays, whatever an update brings; a second start says what is new."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "release" / LAB, LAB)
    (tmp_path / "release" / LAB / "figures").mkdir()
    (tmp_path / "release" / LAB / "figures" / "cell.svg").write_text("<svg/>")
    assert main(["--no-browser"]) == 0
    assert f"1 new: {LAB}" in capsys.readouterr().out
    mine = tmp_path / "work" / LAB / f"{LAB}.ipynb"
    assert mine.read_bytes() == lab_bytes(LAB)
    assert (mine.parent / "figures" / "cell.svg").exists()

    mine.write_text("mine")
    put(tmp_path / "release" / OTHER, OTHER)
    (tmp_path / "release" / LAB / f"{LAB}.ipynb").write_text("an update")
    monkeypatch.chdir(tmp_path / "work")  # started in the copy itself, it means the same one
    assert main([]) == 0
    said = capsys.readouterr().out
    assert f"1 new: {OTHER}; 1 as you left it" in said
    assert mine.read_text() == "mine"
    assert not (tmp_path / "work" / "work").exists()
    assert opened == [(tmp_path / "work", ["--no-browser"]), (tmp_path / "work", [])]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_saved_notebooks_get_a_copy_with_their_line_ends(tmp_path, monkeypatch, opened, line_end):
    """A folder of downloads, as Windows may keep it: byte for byte, and a notebook that opens."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path, LAB, line_end)
    put(tmp_path, OTHER, line_end)
    (tmp_path / "notes.ipynb").write_text("{}")
    assert main([]) == 0
    for lab in (LAB, OTHER):
        copy = tmp_path / "work" / lab / f"{lab}.ipynb"
        assert copy.read_bytes() == lab_bytes(lab, line_end)
        assert nbformat.read(copy, as_version=4) == nbformat.reads(lab_bytes(lab).decode(), as_version=4)
    assert not list((tmp_path / "work").rglob("*.part"))
    assert not (tmp_path / "work" / "notes").exists()


def test_a_copy_that_was_cut_off_is_completed(tmp_path):
    """Whatever ended the first copy, there is no half notebook under its name."""
    put(tmp_path / "release" / LAB, LAB)
    labs, work = find_labs(tmp_path), tmp_path / "work"
    put(work / LAB, LAB)
    (work / LAB / f"{LAB}.ipynb").rename(work / LAB / f"{LAB}.ipynb.part")
    assert copy_new(labs, work) == [LAB]
    assert (work / LAB / f"{LAB}.ipynb").read_bytes() == lab_bytes(LAB)


def test_without_labs_one_sentence_says_where_they_come_from(tmp_path, monkeypatch, capsys, opened):
    """The package alone holds none; nothing is made, nothing opened."""
    monkeypatch.chdir(tmp_path)
    assert main([]) == 1
    said = capsys.readouterr().err
    assert "git clone https://github.com/" in said and str(tmp_path) in said
    assert opened == [] and list(tmp_path.iterdir()) == []


def test_without_jupyterlab_one_sentence_says_how_to_get_it(tmp_path, monkeypatch, capsys, opened):
    """The base package does without it: Colab brings its own."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path, LAB)
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    assert main([]) == 1
    assert "-m pip install jupyterlab" in capsys.readouterr().err
    assert not (tmp_path / "work").exists()


def test_a_clone_is_found_from_any_folder(tmp_path):
    """An editable installation knows its clone."""
    assert home(tmp_path) == ROOT


def test_help_shows_examples():
    """As a command, and without JupyterLab being started."""
    done = subprocess.run(
        [sys.executable, "-m", "course", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "python -m course --no-browser" in done.stdout and "Exit codes" in done.stdout


def test_samples_read_the_same_with_the_line_ends_of_windows(tmp_path, monkeypatch):
    """A clone there may have them."""
    folder = Path(samples.__file__).parent
    names = [path.relative_to(folder).parts for path in folder.rglob("*.txt")]
    expected = [samples.read_sample(*name) for name in names]
    for name, text in zip(names, expected, strict=True):
        tmp_path.joinpath(*name).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(*name).write_bytes(text.encode().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(samples, "files", lambda _: tmp_path)
    assert [samples.read_sample(*name) for name in names] == expected
    assert any("\n" in text for text in expected)
