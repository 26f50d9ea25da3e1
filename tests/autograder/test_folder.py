"""A student's folder is read once and within bounds, and the notebook in it is found."""

import os

import pytest

from autograder.folder import read_folder
from autograder.lab import load_lab
from autograder.reading import MAX_BYTES, Unreadable, read_file
from autograder.repair import repair
from autograder.submission import find_notebook, guess_lab
from tests.tiny_lab import LAB, NAME, cell_of, colab, lose_all_ids, make_lab, pack, work, write


@pytest.fixture
def course(tmp_path):
    """Return a course folder with two labs."""
    for lab in (LAB, make_lab("02_other", "quite_another_")):
        write(tmp_path / "source" / lab.name / f"{lab.name}.ipynb", lab.source)
        write(tmp_path / "release" / lab.name / f"{lab.name}.ipynb", lab.release)
    return tmp_path


def test_a_lab_is_read_from_the_course(course):
    """A lab's source has the hidden parts and its release has not."""
    lab = load_lab(course, NAME)
    assert "HIDDEN" in cell_of(lab.source, "step-graded").source
    assert "HIDDEN" not in cell_of(lab.release, "step-graded").source


def test_labs_that_cannot_be_read_are_named(course):
    """An unknown lab, a missing release and an old release each get a sentence that helps."""
    with pytest.raises(LookupError, match=f"there are: {NAME}, 02_other"):
        load_lab(course, "../01_tiny")
    write(course / "release" / NAME / f"{NAME}.ipynb", make_lab("02_other", "quite_another_").release)
    with pytest.raises(LookupError, match="run `make release` again"):
        load_lab(course, NAME)
    (course / "release" / NAME / f"{NAME}.ipynb").unlink()
    with pytest.raises(LookupError, match="run `make release` first"):
        load_lab(course, NAME)


@pytest.mark.parametrize("file_name", ["01_tiny.ipynb", "Copy of 01_Tiny (2).ipynb", "homework.ipynb"])
@pytest.mark.parametrize("damage", [lose_all_ids, colab])
def test_the_lab_of_a_notebook_is_guessed(course, file_name, damage):
    """The file's name tells the lab, and where it does not the cells do."""
    notebook = work()
    damage(notebook)
    assert guess_lab(write(course / "in" / file_name, notebook), course) == NAME


@pytest.mark.parametrize("data", [b"", b"<html>", pack({"cells": []})])
def test_a_notebook_of_no_lab_is_not_guessed(course, data, tmp_path):
    """A file like none of the labs gets a sentence with the labs' names."""
    path = tmp_path / "a\x1b.ipynb"
    with pytest.raises(LookupError, match="none of the labs"):
        path.write_bytes(data)
        guess_lab(path, course)


def found_in(folder):
    return find_notebook(read_folder(folder), LAB)


NAMES = ["01_tiny (1).ipynb", "Copy of 01_tiny.ipynb", "01_TINY.ipynb", "01_tiny.ipynb.txt", "01_tiny.json"]


@pytest.mark.parametrize("file_name", [*NAMES, "homework.ipynb", "final", "my work/01_tiny.ipynb"])
def test_a_renamed_notebook_is_found(tmp_path, file_name):
    """The notebook is found under another name, by its name or its cells, with a note."""
    path = write(tmp_path / file_name)
    (tmp_path / "timestamp.txt").write_text("2025-01-01 00:00:00 UTC")
    write(tmp_path / ".ipynb_checkpoints" / "01_tiny-checkpoint.ipynb")
    write(tmp_path / "other.ipynb", make_lab("02_other", "quite_another_").release)
    found, notes = found_in(tmp_path)
    assert found.name == path.relative_to(tmp_path).as_posix()
    assert notes == (f"The notebook was handed in as `{path.name}` instead of 01_tiny.ipynb.",)


def test_the_right_name_needs_no_note(tmp_path):
    """The notebook with the right name is taken, whatever else is there."""
    write(tmp_path / "01_tiny (1).ipynb")
    path = write(tmp_path / "01_tiny.ipynb", {})
    found, notes = found_in(tmp_path)
    assert (found.name, notes) == (path.name, ())


def test_of_several_notebooks_the_fullest_then_the_newest_is_taken(tmp_path):
    """What has most of the lab's cells is taken, and among equals what was changed last."""
    half = work()
    half["cells"] = half["cells"][:6]
    (tmp_path / "01_tiny.ipynb").touch()
    for age, (name, notebook) in enumerate([("01_tiny (3).ipynb", half), ("01_tiny (1).ipynb", None)]):
        os.utime(write(tmp_path / name, notebook), (9_000 - age, 9_000 - age))
    os.utime(write(tmp_path / "01_tiny (2).ipynb"), (8_000, 8_000))
    found, notes = found_in(tmp_path)
    assert found.name == "01_tiny (1).ipynb"
    assert notes[-1] == "4 files could be the notebook; `01_tiny (1).ipynb` fits best and was taken."


def links(folder):
    (folder / "01_tiny.ipynb").symlink_to("/etc/passwd")


def pipe(folder):
    os.mkfifo(folder / "01_tiny.ipynb")


def directory(folder):
    (folder / "01_tiny.ipynb").mkdir()


@pytest.mark.parametrize("make", [links, pipe, directory])
def test_links_and_pipes_are_never_opened(tmp_path, make):
    """A link, a pipe or a folder in the notebook's place is refused at once, and a real notebook beside it is found."""
    make(tmp_path)
    with pytest.raises(Unreadable, match=r"`01_tiny.ipynb` is a link or no ordinary file"):
        found_in(tmp_path)
    with pytest.raises(Unreadable, match="hand in the notebook itself"):
        read_file(tmp_path / "01_tiny.ipynb")
    path = write(tmp_path / "homework.ipynb")
    assert found_in(tmp_path)[0].name == path.name


def test_links_to_folders_are_not_followed(tmp_path):
    """Neither the student's folder nor one inside it may be a link to somebody else's."""
    write(tmp_path / "other" / "01_tiny.ipynb")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "work").symlink_to(tmp_path / "other")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    for folder in ("mine", "link", "nowhere"):
        with pytest.raises(Unreadable, match=r"Hand in 01_tiny.ipynb\."):
            found_in(tmp_path / folder)


def test_a_big_file_is_not_read_whole(tmp_path):
    """Of a file that is too big only one byte more than allowed is read, and it is refused."""
    with open(tmp_path / "01_tiny.ipynb", "wb") as file:
        file.truncate(MAX_BYTES * 1000)
    data = found_in(tmp_path)[0].data
    assert len(data) == MAX_BYTES + 1
    with pytest.raises(Unreadable, match="bigger than 50 MB"):
        repair(data, LAB)
