"""A student's folder is read once and within bounds, and the notebook in it is found."""

import os
import socket
import subprocess
import tempfile
import time
import tracemalloc
from datetime import datetime
from pathlib import Path

import pytest

from autograder.candidates import find_notebook
from autograder.files import File, read_file, submitted_at, write_files
from autograder.folder import KEPT, MAX_FILES_BYTES, Handed, read_folder
from autograder.lab import load_lab
from autograder.notebook_json import MAX_BYTES, Unreadable
from autograder.repair import repair
from autograder.submission import guess_lab, read_submission
from autograder.text import InDoubt, clean
from tests.bank import ROOT
from tests.graded import judged
from tests.make_class import release, text
from tests.tiny_lab import LAB, NAME, cell_of, colab, lose_all_ids, make_lab, pack, plain, work, write


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
    with pytest.raises(LookupError, match=f"Did you mean {NAME}"):
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


@pytest.mark.parametrize(
    ("data", "refusal", "said"),
    [
        (b"", Unreadable, "The file is empty"),
        (b"<html>", Unreadable, "not a notebook"),
        (pack({"cells": []}), LookupError, "none of the labs"),
    ],
)
def test_a_notebook_of_no_lab_is_not_guessed(course, data, refusal, said, tmp_path):
    """A file like none of the labs gets a sentence with the labs' names; one that cannot be read, the reason."""
    path = tmp_path / "a\x1b.ipynb"
    path.write_bytes(data)
    with pytest.raises(refusal, match=said):
        guess_lab(path, course)


def found_in(folder):
    return find_notebook(read_folder(folder, f"{NAME}.ipynb"), LAB)


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
    assert notes == (f"The notebook was handed in as `{found.name}` instead of 01_tiny.ipynb.",)


def started(name="run"):
    """Return work in which one answer is still open."""
    notebook = work()
    cell_of(notebook, name)["source"] = cell_of(LAB.release, name).source
    return notebook


def test_the_right_name_needs_no_note(tmp_path):
    """The notebook with the right name is taken if there are answers in it and no other holds more."""
    write(tmp_path / "01_tiny (1).ipynb", started())
    write(tmp_path / "01_tiny.ipynb")
    found, notes = found_in(tmp_path)
    assert (found.name, notes) == ("01_tiny.ipynb", ())


def test_a_notebook_with_the_same_answers_and_more_is_taken(tmp_path):
    """The right name is that of an earlier download; nothing in it is lost."""
    write(tmp_path / "01_tiny.ipynb", started())
    path = write(tmp_path / "01_tiny (1).ipynb")
    found, notes = found_in(tmp_path)
    assert found.name == path.name
    assert notes == (
        "The notebook was handed in as `01_tiny (1).ipynb` instead of 01_tiny.ipynb.",
        "01_tiny.ipynb is there too, with no other answers than these, and was not used.",
    )


def test_of_two_notebooks_with_answers_the_right_name_counts_and_the_other_is_named(tmp_path):
    """Where the fuller one has other answers nobody but a person can say which is meant."""
    notebook = started()
    cell_of(notebook, "step")["source"] += "  # mine"
    write(tmp_path / "01_tiny.ipynb", notebook)
    write(tmp_path / "01_tiny (1).ipynb")
    found, notes = found_in(tmp_path)
    assert found.name == "01_tiny.ipynb"
    assert notes == ("01_tiny.ipynb was graded; `01_tiny (1).ipynb` holds more answers (4, not 3).",)


def test_a_person_is_asked_which_of_two_notebooks_counts():
    """With points lost; where all checks passed it makes no difference."""
    notes = (InDoubt("01_custom_rnn.ipynb was graded; `x.ipynb` holds more answers (6, not 1)."),)
    lab, data = load_lab(ROOT, "01_custom_rnn"), text(release("01_custom_rnn"))
    assert judged(data, lab, "ada", {"01_custom_rnn.step.values": "No."}, notes).look == {"step-graded"}
    assert judged(data, lab, "ada", {}, notes).look == frozenset()


@pytest.mark.parametrize("damage", [lambda notebook: None, lose_all_ids, colab])
@pytest.mark.parametrize(
    "other", ["homework.ipynb", "Copy of 01_tiny.ipynb", "final", "my work/01_tiny.ipynb"]
)
def test_answers_count_more_than_the_right_name(tmp_path, other, damage):
    """An untouched notebook beside the work under another name is not taken, and that is said."""
    worked = work()
    damage(worked)
    path = write(tmp_path / other, worked)
    write(tmp_path / "01_tiny.ipynb", LAB.release)
    write(tmp_path / "another lab.ipynb", filled_other_lab())
    found, notes = found_in(tmp_path)
    assert found.data == path.read_bytes()
    assert notes[-1] == "01_tiny.ipynb is there too, without answers, and was not used."


def filled_other_lab():
    """Return a finished notebook of another lab."""
    other = plain(make_lab("02_other", "quite_another_").release)
    cell_of(other, "quite_another_step")["source"] = "def quite_another_step(x, h):\n    return x + h"
    return other


def test_an_untouched_notebook_is_taken_where_nobody_answered(tmp_path):
    """Without any answers the right name decides, as ever."""
    write(tmp_path / "Copy of 01_tiny.ipynb", LAB.release)
    write(tmp_path / "01_tiny.ipynb", LAB.release)
    write(tmp_path / "another lab.ipynb", filled_other_lab())
    found, notes = found_in(tmp_path)
    assert (found.name, notes) == ("01_tiny.ipynb", ())


@pytest.mark.parametrize("junk", [b"", b"<html>", b"print(1)"])
def test_a_notebook_counts_more_than_a_right_name_without_one(tmp_path, junk):
    """What is called as the notebook but is none does not hide the notebook beside it."""
    (tmp_path / "01_tiny.ipynb").write_bytes(junk)
    path = write(tmp_path / "homework.ipynb", LAB.release)
    assert found_in(tmp_path)[0].name == path.name


@pytest.mark.parametrize("file_name", ["01_tiny.py", "01_tiny.pdf", "solution.ipynb"])
def test_what_is_no_notebook_is_still_named(tmp_path, file_name):
    """Where the lab's name is all there is, that file is taken, so that the row says what it is instead."""
    (tmp_path / file_name).write_bytes(b"import torch\n")
    (tmp_path / "helper.py").write_bytes(b"import torch\n")
    assert found_in(tmp_path)[0].name == file_name


def test_a_copy_that_jupyter_keeps_is_the_last_resort(tmp_path):
    """Only where there is no other notebook one in .ipynb_checkpoints is taken, with a note."""
    copy = write(tmp_path / ".ipynb_checkpoints" / "01_tiny-checkpoint.ipynb")
    found, notes = found_in(tmp_path)
    assert found.data == copy.read_bytes()
    assert notes == ("Only a copy that Jupyter keeps in .ipynb_checkpoints was handed in, `01_tiny-checkpoint.ipynb`; "
                     "it was used.",)  # fmt: skip
    write(tmp_path / "homework.ipynb", LAB.release)
    assert found_in(tmp_path)[0].name == "homework.ipynb"


SAID = {
    "homework.zip": (b"PK\x03\x04x", "`homework.zip` is a zip archive"),
    "homework.py": (b"import torch", "`homework.py` is a Python script"),
    "homework.docx": (b"PK\x03\x04x", "`homework.docx` is an office document"),
    "page.html": (b"<html>", "`page.html` is a web page"),
    "scan.jpg": (b"\xff\xd8\xff\xe0", "`scan.jpg` is a picture"),
    "data.csv": (b"1,2", "`data.csv` is no notebook"),
}


@pytest.mark.parametrize("name", SAID)
def test_where_there_is_no_notebook_it_is_said_what_there_is(tmp_path, name):
    """The file that was handed in is named, and what it is."""
    (tmp_path / name).write_bytes(SAID[name][0])
    read = read_submission(tmp_path, LAB, "ada")
    assert read.problem == f"There is no notebook of 01_tiny: {SAID[name][1]}. Hand in 01_tiny.ipynb."


def test_of_many_files_three_are_named(tmp_path):
    """And of none nothing is said."""
    assert (
        read_submission(tmp_path, LAB, "a").problem
        == "There is no notebook of 01_tiny. Hand in 01_tiny.ipynb."
    )
    for number in range(5):
        (tmp_path / f"{number}.csv").write_text("1")
    assert (
        "`2.csv` is no notebook, 2 more files beside. Hand in" in read_submission(tmp_path, LAB, "a").problem
    )


@pytest.mark.parametrize("name", ["01_tiny.ipynb", "01_tiny (1).ipynb"])
def test_an_empty_notebook_is_a_problem_at_once(tmp_path, name):
    """An upload of nothing has its sentence, with the name of the file."""
    (tmp_path / name).touch()
    read = read_submission(tmp_path, LAB, "ada")
    assert read.problem.startswith(f"`{name}` is empty; open the notebook, choose Download")
    assert not read.notebook


def test_what_lies_beside_the_notebook_is_handed_on(tmp_path):
    """Helpers and data go with a submission; neither the notebook, whatever its name, nor another one does."""
    write(tmp_path / "final")
    for name in ("helper.py", "data/set.csv", "other.ipynb", ".ipynb_checkpoints/final-checkpoint.ipynb"):
        write(tmp_path / name, name)
    (tmp_path / "timestamp.txt").write_text("2024-05-06 07:08:09 UTC")
    read = read_submission(tmp_path, LAB, "ada")
    assert (read.notebook, read.timestamp, read.problem) == (pack(work()), "2024-05-06 07:08:09 UTC", "")
    assert {file.name for file in read.files} == {"helper.py", "data/set.csv"}


def running(name):
    """Return work whose first cell runs another notebook."""
    notebook = work()
    run = {"cell_type": "code", "id": "own", "metadata": {}, "source": f"%run {name}", "outputs": []}
    notebook["cells"].insert(0, run)
    return notebook


def test_a_notebook_that_is_run_goes_with_the_submission(tmp_path):
    """``%run helper.ipynb`` finds its file; another notebook, or another of this lab, is not handed on."""
    write(tmp_path / "01_tiny.ipynb", running("helper.ipynb # 01_tiny (1).ipynb"))
    for name in ("helper.ipynb", "other.ipynb", "01_tiny (1).ipynb"):
        write(tmp_path / name, {"cells": []})
    read = read_submission(tmp_path, LAB, "ada")
    assert [file.name for file in read.files] == ["helper.ipynb"]


def test_a_notebook_that_is_run_and_is_too_heavy_is_named(tmp_path):
    """Within the limits for files, or with a note."""
    write(tmp_path / "01_tiny.ipynb", running("helper.ipynb"))
    with open(tmp_path / "helper.ipynb", "wb") as file:
        file.truncate(MAX_FILES_BYTES + 1)
    read = read_submission(tmp_path, LAB, "ada")
    assert read.files == ()
    assert read.notes == (f"`helper.ipynb` was left out: {KEPT}.",)


def test_of_a_notebook_in_a_folder_the_files_beside_it_are_beside_it(tmp_path):
    """Handed in as a folder: its helper is found by the same name, before one of that name above it."""
    write(tmp_path / "work" / "01_tiny.ipynb", running("more.ipynb"))
    for name in (
        "helper.py",
        "work/helper.py",
        "work/data/x.csv",
        "data",
        "notes/x",
        "work/notes",
        "work/more.ipynb",
        "notes.txt",
    ):
        write(tmp_path / name, name)
    read = read_submission(tmp_path, LAB, "ada")
    assert {file.name: file.data for file in read.files} == {
        "helper.py": pack("work/helper.py"),
        "data/x.csv": pack("work/data/x.csv"),
        "more.ipynb": pack("work/more.ipynb"),
        "notes": pack("work/notes"),
        "notes.txt": pack("notes.txt"),
    }
    assert read.notes == ("The notebook was handed in as `work/01_tiny.ipynb` instead of 01_tiny.ipynb.",)


def look_alikes():
    """Twenty files that look like the lab's notebook and are slow to parse."""
    ids = ", ".join(f'"{name}"' for name in ("step", "run", "step-graded", "run-graded"))
    cells = ",".join(
        '{"cell_type": "code", "source": "def step(x): ' + "y = 1;" * 400 + '"}' for _ in range(1_900)
    )
    return f'{{"ids": [{ids}], "cells": [{cells}]}}'.encode()


@pytest.mark.parametrize("make", [look_alikes, lambda: b'{"cells": [' + b"[]," * 1_600_000])
def test_many_look_alikes_cost_seconds_at_most(make):
    """Rating twelve big files beside an untouched notebook is bounded in all."""
    data = make()
    files = [File(f"{number}.ipynb", data) for number in range(12)]
    began = time.process_time()
    find_notebook(Handed((File("01_tiny.ipynb", pack(plain(LAB.release))), *files)), LAB)
    assert time.process_time() - began < 5


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


def test_a_big_file_is_not_read(tmp_path):
    """A file that is too big is refused by its size; what is handed in by itself is read to the limit."""
    with open(tmp_path / "01_tiny.ipynb", "wb") as file:
        file.truncate(MAX_BYTES * 1000)
    with pytest.raises(Unreadable, match=r"`01_tiny.ipynb` is bigger than 50 MB"):
        found_in(tmp_path)
    data = read_file(tmp_path / "01_tiny.ipynb")
    assert len(data) == MAX_BYTES + 1
    with pytest.raises(Unreadable, match="bigger than 50 MB"):
        repair(data, LAB)
    path = write(tmp_path / "homework.ipynb")
    assert found_in(tmp_path)[0].name == path.name


def sparse(path, size):
    with open(path, "wb") as file:
        file.truncate(size)


def many_files(folder):
    for number in range(20_000):
        (folder / f"{number}.txt").touch()


def nested_folders(folder):
    """Nest folders deeper than a path may be long."""
    inside = os.open(folder, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("a-folder", dir_fd=inside)
        outer, inside = inside, os.open("a-folder", os.O_RDONLY, dir_fd=inside)
        os.close(outer)
    os.close(inside)


def many_folders(folder):
    for number in range(1_500):
        (folder / str(number)).mkdir()
        (folder / str(number) / "data.csv").touch()


def sparse_files(folder):
    for number in range(8):
        sparse(folder / f"{number}.bin", 49_000_000)


def sparse_notebooks(folder):
    for number in range(8):
        sparse(folder / f"{number}.ipynb", 49_000_000)


def two_gigabytes(folder):
    sparse(folder / "data.bin", 2 * 10**9)
    sparse(folder / "data.ipynb", 2 * 10**9)


def specials(folder):
    for number in range(5):
        os.mkfifo(folder / f"pipe{number}")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "here").symlink_to(".")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / "socket"))


HOSTILE = {
    many_files: ["were left out: no more than 200 files", "more than 1,000 files"],
    nested_folders: ["`a-folder/a-folder/a-folder/a-folder` was not looked into: it lies too deep"],
    many_folders: ["too many folders", "more than 1,000 files"],
    sparse_files: ["and 5 more were left out: no more than 200 files and 20 MB"],
    sparse_notebooks: ["and 4 more were left out"],
    two_gigabytes: ["`data.ipynb` is bigger than 50 MB", "`data.bin` was left out"],
    specials: ["and 5 more are links or no ordinary files and were not opened."],
}


@pytest.mark.parametrize("make", HOSTILE)
def test_a_hostile_folder_costs_little_and_is_told_in_few_words(tmp_path, make):
    """Whatever lies beside it the notebook is found, at once and in little memory, with a sentence for each kind."""
    folder = tmp_path / "folder"
    folder.mkdir()
    make(folder)
    path = write(folder / "01_tiny.ipynb")
    tracemalloc.start()
    began = time.process_time()
    try:
        handed = read_folder(folder, "01_tiny.ipynb")
        spent, memory = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        subprocess.run(["rm", "-rf", folder], check=True)
    assert find_notebook(handed, LAB)[0].data == pack(work()), path
    assert spent < 3  # measured with tracing, which costs more than the work
    assert memory < 100_000_000
    assert len(handed.notes) == len(HOSTILE[make])
    assert all(words in note for words, note in zip(HOSTILE[make], handed.notes, strict=True)), handed.notes
    beside = [file for file in handed.files if not file.name.endswith(".ipynb")]
    assert len(beside) <= 200 and sum(len(file.data) for file in beside) <= 20_000_000


def test_plain_files_are_read_as_they_are(tmp_path):
    """A helper, data and a picture, also in a folder, are handed on with their names; what tools leave behind is not."""
    names = ["helper.py", "data/größe 1.csv", "data/more/plot.png"]
    for name in names:
        write(tmp_path / name, name)
    for name in (
        ".DS_Store",
        "__pycache__/helper.pyc",
        "__MACOSX/._helper.py",
        ".git/config",
        "feedback/x.html",
    ):
        write(tmp_path / name)
    handed = read_folder(tmp_path)
    assert {file.name: file.data for file in handed.files} == {name: pack(name) for name in names}
    assert handed.notes == () and handed.timestamp == ""


def test_what_may_not_be_opened_is_named():
    """For an ordinary user a closed file or folder is left out with a sentence; root may open all."""
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = write(folder / "01_tiny.ipynb")
        (folder / "closed.csv").touch(0)
        (folder / "inner").mkdir(0)
        if user == 0:
            os.seteuid(65534)
        try:
            handed = read_folder(folder)
        finally:
            os.seteuid(user)
    assert [file.name for file in handed.files] == [path.name]
    assert handed.notes == ("`inner`, `closed.csv` could not be opened and were left out.",)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a\nb.csv", "a_b.csv"),
        ("\x1b[31m.csv", "_[31m.csv"),
        ("=HYPERLINK(1).csv", "_HYPERLINK(1).csv"),
        ("-rf", "_rf"),
        ("\udcff.csv", "_.csv"),
        ("a\u202egpj.py", "a_gpj.py"),
        ("x" * 150 + ".csv", "x" * 96 + ".csv"),
        ("a`b", "a_b"),
    ],
)
def test_names_are_made_plain(tmp_path, name, plain):
    """A name that could harm a path, a terminal or a table is changed, and that is said."""
    (tmp_path / name).write_bytes(b"1")
    handed = read_folder(tmp_path)
    assert [file.name for file in handed.files] == [plain]
    assert (
        handed.notes[0].startswith(f"`{clean(plain)}` got this plain name") and handed.notes[0].isprintable()
    )
    assert len(handed.sha256) == 64


def test_of_two_files_with_one_plain_name_the_plain_one_counts(tmp_path):
    """Making names plain never mixes two files up, nor a file and a folder."""
    (tmp_path / "a_").write_bytes(b"plain")
    (tmp_path / "a\n").write_bytes(b"")
    (tmp_path / "a\r").mkdir()
    (tmp_path / "a\r" / "inside").write_bytes(b"1")
    handed = read_folder(tmp_path)
    assert [(file.name, file.data) for file in handed.files] == [("a_", b"plain")]
    assert handed.notes == ("`a_`, `a_/inside` would get the plain names of other files and were left out.",)


TIMES = {
    "2024-05-06 07:08:09.123456 UTC": datetime(2024, 5, 6, 7, 8, 9, 123456),
    "2024-05-06 07:08:09+02:00\n": datetime(2024, 5, 6, 5, 8, 9),
    "2024-05-06 07:08:09 Europe/Berlin": datetime(2024, 5, 6, 5, 8, 9),
    "2024-05-06 07:08:09 NOZONE": datetime(2024, 5, 6, 7, 8, 9),
    "2024-05-06T07:08": datetime(2024, 5, 6, 7, 8),
    "not a time": None,
    "": None,
    "12:00": None,  # of today: another time in every run
    "9999-12-31 23:59:59 UTC": None,
    "2024-02-31 07:08:09 UTC": None,
    "2024-05-06 07:08:09 /etc/passwd": None,
    "2024-05-06 07:08:09 ../x": None,
    "2024-05-06 07:08:09 UTC" + "x" * 2_000: None,
    "\0" * 50: None,
}


@pytest.mark.parametrize("text", TIMES)
def test_a_timestamp_is_a_time_or_nothing(tmp_path, text):
    """The time is as nbgrader reads it; what names none is left out, with a note."""
    (tmp_path / "timestamp.txt").write_text(text)
    handed = read_folder(tmp_path)
    assert submitted_at(handed.timestamp) == TIMES[text]
    assert handed.files == ()
    assert handed.notes == (() if TIMES[text] else (NO_TIME,))


NO_TIME = "timestamp.txt holds no time; the submission counts as one without it."


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path),
                                  lambda path: sparse(path, 2 * 10**9)])  # fmt: skip
def test_a_timestamp_that_is_no_small_file_is_not_opened(tmp_path, make):
    """A pipe, a folder, a link or a huge file in place of the timestamp is told and changes nothing else."""
    make(tmp_path / "timestamp.txt")
    write(tmp_path / "01_tiny.ipynb")
    handed = read_folder(tmp_path)
    assert [file.name for file in handed.files] == ["01_tiny.ipynb"]
    assert handed.timestamp == "" and handed.notes[-1] == NO_TIME


def test_files_are_written_into_their_folder_alone(tmp_path):
    """No name leads out of the folder, over what is there, to a notebook, or into the way of the lab's own files."""
    target = tmp_path / "autograded"
    target.mkdir()
    (target / "there.txt").write_text("mine")
    (target / "link").symlink_to(tmp_path)
    bad = ["../out", "/tmp/out", ".hidden", "a/../../out", "verdicts.json", "other.ipynb", "there.txt", "lab", "data/x/y",
           "there.txt/inside", "link"]  # fmt: skip
    files = [File(name, b"theirs") for name in ("helper.py", "data/set.csv", *bad)]
    write_files(files, target, timestamp="2024-05-06 07:08:09 UTC", masters=["lab/own.py", "data/x"])
    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    names = {"helper.py", "data/set.csv", "there.txt", "timestamp.txt"}
    assert found == {f"autograded/{name}" for name in names}
    assert (target / "there.txt").read_text() == "mine"
