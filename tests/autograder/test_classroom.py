"""A class with every kind of damaged submission, graded by the command an instructor types."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.coursedir import CourseDirectory

from autograder import classroom, fingerprints
from autograder.classroom import grade_class, require_device
from autograder.course_dir import CannotGrade, load_config
from autograder.gradebook import LabBook
from autograder.printing import write_feedback
from autograder.sandbox.limits import WALL
from autograder.submission import guess_lab
from autograder.tallies import summarise
from autograder.workers import WorkerHung
from tests.autograder.test_json_rows import as_documented
from tests.bank import ROOT
from tests.make_class import make_course, release, short, solutions, submit, text

pytestmark = pytest.mark.long

LAB = "01_custom_rnn"


def perfect():
    return short(solutions(LAB))


def version_3(notebook):
    """Return the notebook in the format of IPython 2."""
    cells = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cells.append(
                {
                    "cell_type": "code",
                    "input": cell.source,
                    "outputs": [],
                    "language": "python",
                    "collapsed": False,
                }
            )
        else:
            cells.append({"cell_type": "markdown", "source": cell.source})
        cells[-1]["metadata"] = dict(cell.metadata)
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "x"},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def without_grade_ids():
    notebook = perfect()
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
    return notebook


def with_duplicates():
    """Every solution cell copied below itself, the copy left as the untouched stub."""
    notebook, untouched = perfect(), release(LAB)
    stubs = {c.id: c for c in untouched.cells}
    for at in reversed(range(len(notebook.cells))):
        if notebook.cells[at].metadata.get("nbgrader", {}).get("solution"):
            notebook.cells.insert(
                at + 1, nbformat.from_dict({**stubs[notebook.cells[at].id], "id": f"copy{at}"})
            )
    return notebook


def without_graded_cells():
    notebook = perfect()
    notebook.cells = [c for c in notebook.cells if not c.id.endswith("-graded")]
    return notebook


def with_markdown_for_code():
    notebook = perfect()
    for cell in notebook.cells:
        if cell.id.endswith("-graded") or cell.id == "step":
            cell.cell_type = "markdown"
            for key in ("outputs", "execution_count"):
                cell.pop(key, None)
    return notebook


def heavy():
    """Twenty megabytes of outputs."""
    notebook = perfect()
    notebook.cells[2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * (20 * 2**20)}]
    return notebook


def unknown_kernel():
    notebook = perfect()
    notebook.metadata.kernelspec = {"name": "my-env-7", "display_name": "my env", "language": "python"}
    return notebook


# who: (what they hand in, points of 17, status, words of the message)
CLASS = {
    "empty": (b"", 0, "unreadable", "empty"),
    "not-json": (b"x = 1\n", 0, "unreadable", "not a notebook"),
    "heavy": (lambda: text(heavy()), 17, "repaired", "`pipe` and 1 more are links"),
    "version-3": (lambda: json.dumps(version_3(perfect())).encode(), 17, "repaired", "format"),
    "unknown-kernel": (lambda: text(unknown_kernel()), 17, None, ""),
    "no-grade-ids": (lambda: text(without_grade_ids()), 17, None, ""),
    "duplicates": (lambda: text(with_duplicates()), 17, "repaired", ""),
    "graded-deleted": (lambda: text(without_graded_cells()), 17, "repaired", "graded cell"),
    "graded-markdown": (lambda: text(with_markdown_for_code()), 17, "repaired", ""),
    "renamed": (lambda: text(perfect()), 17, "repaired", "Copy of lab (1).ipynb"),
    "link": (None, 0, "unreadable", "link"),
    "untouched": (lambda: text(release(LAB)), 0, "graded", ""),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory, command):
    """Grade the class once, with one file besides a notebook: a link to a file of the host."""
    folder = make_course(tmp_path_factory.mktemp("class"), [LAB])
    for student, (data, *_) in CLASS.items():
        if student == "link":
            target = folder / "submitted" / student / LAB
            target.mkdir(parents=True)
            (target / f"{LAB}.ipynb").symlink_to(ROOT / "source" / LAB / f"{LAB}.ipynb")
        else:
            name = "Copy of lab (1).ipynb" if student == "renamed" else None
            submit(folder, student, LAB, data if isinstance(data, bytes) else data(), name)
    (folder / "submitted" / "heavy" / LAB / "notes.txt").symlink_to("/etc/hostname")
    (folder / "submitted" / "heavy" / LAB / "zero.txt").symlink_to("/dev/zero")
    (folder / "submitted" / "heavy" / LAB / "dangling.txt").symlink_to("nowhere")
    os.mkfifo(folder / "submitted" / "heavy" / LAB / "pipe")
    done = command(folder, "autograder", "grade", LAB, "--json", "rows.json")
    (folder / "printed.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def rows(course):
    return {row["student"]: row for row in json.loads((course / "rows.json").read_text(encoding="utf-8"))}


@pytest.mark.parametrize("student", CLASS)
def test_every_submission_has_the_row_it_deserves(rows, student):
    """A score for what can be graded, and one sentence where something was wrong."""
    _, score, status, words = CLASS[student]
    row = rows[student]
    assert set(row) == {
        "student",
        "lab",
        "version",
        "score",
        "max_score",
        "seconds",
        "status",
        "message",
        "checks",
    }
    assert (row["score"], row["max_score"]) == (score, 17), row
    assert status is None or row["status"] == status, row
    assert words in row["message"]
    assert set(row["checks"][0]) == {"name", "points", "earned", "hint"}


def test_the_gradebook_says_the_same(course, rows):
    """nbgrader's own database holds the same scores, for every student."""
    with closing(sqlite3.connect(course / "gradebook.db")) as db:
        found = db.execute(
            """select s.id, coalesce(sum(g.auto_score), 0) from student s
               join submitted_assignment a on a.student_id = s.id
               join submitted_notebook n on n.assignment_id = a.id
               join grade g on g.notebook_id = n.id group by s.id"""
        ).fetchall()
    assert dict(found) == {student: row["score"] for student, row in rows.items()}


def test_the_table_names_every_student(course):
    """What the instructor sees in the terminal."""
    printed = (course / "printed.txt").read_text(encoding="utf-8")
    assert all(student in printed for student in CLASS)
    assert "17 / 17" in printed and "unreadable" in printed


def test_links_in_a_submission_do_not_reach_the_feedback(course):
    """nbgrader would follow links and wait for pipes as it copies; it is shown plain files only."""
    names = {p.name for p in (course / "autograded" / "heavy" / LAB).iterdir()}
    assert names == {f"{LAB}.ipynb", "verdicts.json"}


def test_what_was_handed_in_is_as_it_was(course):
    """Repairing never writes into the submissions."""
    folder = course / "submitted" / "renamed" / LAB
    assert [p.name for p in folder.iterdir()] == ["Copy of lab (1).ipynb"]
    assert (course / "submitted" / "not-json" / LAB / f"{LAB}.ipynb").read_bytes() == CLASS["not-json"][0]


def test_a_second_run_grades_only_what_changed(course, command, rows):
    """Idempotent: unchanged submissions keep their row, seconds included; a new one is graded."""
    submit(course, "untouched", LAB, b"{}")
    done = command(course, "autograder", "grade", LAB, "--json", "again.json")
    again = {row["student"]: row for row in json.loads((course / "again.json").read_text(encoding="utf-8"))}
    assert again.pop("untouched")["status"] == "unreadable"
    assert again == {student: row for student, row in rows.items() if student != "untouched"}
    assert "Traceback" not in done.stderr


def test_an_interrupted_save_is_done_again(tmp_path, in_process):
    """A folder without verdicts is no graded submission, whatever else it holds."""
    folder = make_course(tmp_path, [LAB])
    submit(folder, "ada", LAB, b"")
    list(grade_class(folder, LAB))
    verdicts = folder / "autograded" / "ada" / LAB / "verdicts.json"
    os.chmod(verdicts.parent, 0o755)
    verdicts.unlink()
    (row,) = grade_class(folder, LAB)
    assert row["status"] == "unreadable" and in_process == ["ada", "ada"]
    assert verdicts.exists()


@pytest.fixture
def in_process(monkeypatch):
    """Grade in this process instead of starting others; gives the list of whom that was done for."""
    graded = []

    def run_jobs(work, jobs, **_):
        for (lab, student), args in jobs.items():
            graded.append(student)
            yield {(lab, student): work(*args)}

    monkeypatch.setattr(classroom, "run_jobs", run_jobs)
    return graded


def test_what_is_handed_in_while_the_class_is_graded_counts(tmp_path, monkeypatch, in_process):
    """A row is of the bytes that were judged: a file overwritten before it is saved is graded once more before the end."""
    folder, said = make_course(tmp_path, [LAB]), []
    path = submit(folder, "ada", LAB, b"")
    better = text(short({"num_parameters": solutions(LAB)["num_parameters"]}))
    save = LabBook.save

    def hand_in_and_save(*args):
        path.write_bytes(better)
        submit(folder, "ben", LAB, better)
        return save(*args)

    totals = []
    with monkeypatch.context() as patch:
        patch.setattr(LabBook, "save", hand_in_and_save)
        rows = list(grade_class(folder, LAB, said=said.append, started=totals.append))
    found = sorted((row["student"], row["score"], row["status"]) for row in rows)
    assert found == [("ada", 0, "unreadable"), ("ada", 2, "graded"), ("ben", 2, "graded")]
    assert said == [f"{LAB}: 2 arrived or changed while the class was graded; they are graded now."]
    assert totals[0] == 1 and totals[-1] == 3
    assert sorted(in_process) == ["ada", "ada", "ben"]
    again = list(grade_class(folder, LAB))
    assert [row["score"] for row in again] == [2, 2] and len(in_process) == 3


def test_a_hand_in_that_never_rests_is_named(tmp_path, monkeypatch, in_process):
    """The run ends all the same."""
    folder, said = make_course(tmp_path, [LAB]), []
    path = submit(folder, "ada", LAB, b"")
    save = LabBook.save

    def change_and_save(*args):
        path.write_bytes(path.read_bytes() + b" ")
        return save(*args)

    monkeypatch.setattr(LabBook, "save", change_and_save)
    rows = list(grade_class(folder, LAB, said=said.append))
    assert len(rows) == len(in_process) == classroom.TURNS
    assert said[-1] == "Changed again while the class was graded: ada. Run the same command again."


def test_several_labs_are_one_class(tmp_path, in_process):
    """All that was handed in, or those that are named, or one student's; what took longest the last time comes first."""
    other = "02_rnn_shapes"
    folder, said = make_course(tmp_path, [LAB, other]), []
    for student, lab in (("ada", LAB), ("ben", LAB), ("ben", other)):
        submit(folder, student, lab, b"")
    assert {(row["student"], row["lab"]) for row in grade_class(folder)} == {
        ("ada", LAB),
        ("ben", LAB),
        ("ben", other),
    }
    path = folder / "autograded" / "ben" / LAB / "verdicts.json"
    os.chmod(path.parent, 0o755)
    path.unlink()
    rows = list(grade_class(folder, other, LAB, students=["ben"], said=said.append))
    assert [row["lab"] for row in rows] == [other, LAB]
    assert said == [f"{other}: 1 have not changed since they were graded, and are skipped."]
    in_process.clear()
    path = folder / "autograded" / "ben" / other / "verdicts.json"
    os.chmod(path.parent, 0o755)
    os.chmod(path, 0o644)
    path.write_text(json.dumps({**json.loads(path.read_text()), "seconds": 999.0}))
    rows = list(grade_class(folder, force=True))
    assert next((row["student"], row["lab"]) for row in rows) == ("ben", other)
    with pytest.raises(CannotGrade, match="No submission by cleo"):
        list(grade_class(folder, LAB, students=["ben", "cleo"]))
    with pytest.raises(CannotGrade, match="No submission by ada"):
        list(grade_class(folder, other, students=["ada"]))
    with pytest.raises(CannotGrade, match=r"No submission by benn.* Did you mean ben\?"):
        list(grade_class(folder, LAB, students=["benn"]))


def test_a_submission_that_hangs_its_worker_has_a_row_that_says_so(tmp_path, monkeypatch):
    """The last resort is longer than what the limits let a submission take."""
    folder, asked = make_course(tmp_path, [LAB]), {}
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text().split("configure(c)")[0] + "configure(c, notebook_seconds=9000)\n")
    submit(folder, "ada", LAB, b"")

    def run_jobs(work, jobs, **settings):
        asked.update(settings)
        yield {student: WorkerHung("it took more than 100 seconds") for student in jobs}

    monkeypatch.setattr(classroom, "run_jobs", run_jobs)
    (row,) = grade_class(folder, LAB)
    assert row["status"] == "failed" and "it took more than 100 seconds" in row["message"]
    assert not (folder / "autograded" / "ada").exists()
    assert asked["seconds"] > 3 * WALL * 9000


CLIENT = """
import json, re, time
from pathlib import Path
from autograder.classroom import grade_class

def used():
    peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
    Path("/proc/self/clear_refs").write_text("5")  # the peak is measured anew
    return time.process_time(), int(peak) / 1000

if __name__ == "__main__":
    rows, figures = [], []
    for hand_in in ("small", "hostile", None):
        if hand_in:
            Path(hand_in).rename(Path("submitted") / hand_in)
        used()
        before = used()  # the memory now
        rows.append({row["student"]: row for row in grade_class(Path.cwd(), "01_custom_rnn")})
        figures.append([after - start for start, after in zip(before, used())])
    print(json.dumps({"rows": rows, "figures": figures}))
"""


@pytest.mark.parametrize("kind", ["json", "words"])
def test_the_client_never_parses_a_submission(tmp_path, command, kind):
    """At most a second and 100 MB for each, whatever was handed in: when it is graded, and when it is looked at again."""
    folder = make_course(tmp_path, [LAB])
    (folder / "submitted").mkdir()
    (folder / "client.py").write_text(CLIENT)
    if kind == "json":
        data = b"[" + b'{"a":[]},' * 5_300_000 + b"0]"
    else:
        notebook = perfect()
        words = [new_markdown_cell("\N{SNAIL}" * 900_000) for _ in range(5)]
        notebook.cells[:0] = words
        data = text(notebook)
    for student, handed in (("small", b""), ("hostile", data)):
        path = folder / student / LAB / f"{LAB}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(handed)
    for number in range(4):
        (folder / "hostile" / LAB / f"data{number}.bin").write_bytes(bytes([number]) * 4_900_000)
    done = json.loads(command(folder, "python", "client.py").stdout)
    assert done["rows"][1] == done["rows"][2]
    assert done["rows"][1]["hostile"]["score"] == (0 if kind == "json" else 17), done["rows"][1]
    for seconds, megabytes in done["figures"][1:]:
        assert seconds <= 1 and megabytes <= 100, done["figures"]


def test_another_time_stamp_is_another_submission(tmp_path, in_process):
    """It decides about penalties, so the row is made again."""
    folder = make_course(tmp_path, [LAB])
    stamp = submit(folder, "ada", LAB, b"").parent / "timestamp.txt"
    for text_, graded in (
        ("2026-01-01 10:00:00 UTC", 1),
        ("2026-01-01 10:00:00 UTC", 1),
        ("2026-02-01 10:00:00 UTC", 2),
    ):
        stamp.write_text(text_)
        assert len(list(grade_class(folder, LAB))) == 1
        assert len(in_process) == graded


def test_a_mended_check_has_the_class_graded_again(tmp_path, monkeypatch, in_process):
    """Unchanged submissions too, and that is said once."""
    folder = make_course(tmp_path, [LAB])
    for student in ("ada", "ben"):
        submit(folder, student, LAB, b"")
    said, rows = [], list(grade_class(folder, LAB))
    assert list(grade_class(folder, LAB, said=said.append)) == rows
    assert said == [f"{LAB}: 2 have not changed since they were graded, and are skipped."]
    said.clear()
    monkeypatch.setattr(fingerprints, "_HERE", tmp_path / "checks-as-they-are-now")
    again = list(grade_class(folder, LAB, said=said.append))
    assert len(again) == 2 and sorted(in_process) == ["ada", "ada", "ben", "ben"]
    assert said == [
        f"{LAB} or its checks have changed since 2 unchanged submissions were graded; they are graded again."
    ]


def test_ctrl_c_loses_nothing_that_was_graded(tmp_path):
    """Stopped after the first row: it is saved, the exit code says so, no process is left, and the next run goes on.

    Two are quick: when the second is being saved, the first has been counted, however slow the machine is.
    """
    folder = make_course(tmp_path / "course", [LAB])
    slow = short({})
    slow.cells.insert(2, new_code_cell("import time; time.sleep(40)"))
    for student in ("quick-a", "quick-b"):
        submit(folder, student, LAB, b"")
    submit(folder, "slow", LAB, text(slow))
    command = [str(Path(sys.executable).parent / "autograder"), "grade", LAB]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background job would ignore it
    )
    saved = [folder / "autograded" / student / LAB / "verdicts.json" for student in ("quick-a", "quick-b")]
    below = psutil.Process(process.pid)
    deadline = time.monotonic() + 120
    while not all(p.exists() for p in saved) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert process.poll() is None, process.communicate()
    children = below.children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
    printed, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert re.search("[12] submissions are saved", said) and "quick-" in printed and "Traceback" not in said
    alive = psutil.wait_procs(children, timeout=20)[1]
    assert not alive
    assert not (folder / "autograded" / "slow").exists()
    (folder / "submitted" / "slow" / LAB / f"{LAB}.ipynb").write_bytes(b"")
    assert [row["status"] for row in grade_class(folder, LAB)] == ["unreadable"] * 3


def test_refusals_are_one_sentence_and_exit_code_1(tmp_path, command):
    """No lab, no submissions, no device: said without a traceback."""
    folder = make_course(tmp_path / "course", [LAB])
    for words, said in (
        (("grade", "99_nothing"), "99_nothing"),
        (("grade", LAB), "No submissions"),
        (("grade", LAB, "--device", "cuda"), "CUDA"),
    ):
        done = command(folder, "autograder", *words, check=False)
        assert done.returncode == 1, done.stderr
        assert said in done.stderr and "Traceback" not in done.stderr
    done = command(folder, "autograder", "grade", check=False)
    assert done.returncode == 1 and "No submissions of any lab" in done.stderr
    assert command(folder, "autograder", "grade", LAB, "--device", "tpu", check=False).returncode == 2


@pytest.mark.fast
def test_an_ungraded_lab_is_no_class(tmp_path):
    """Handed in all the same, it is passed over; named, it is refused in one sentence, by every command."""
    folder, start = make_course(tmp_path, [LAB, "00_start"]), "00_start"
    path = submit(folder, "ada", start, text(release(start)))
    with pytest.raises(CannotGrade, match="No submissions of any lab"):
        list(grade_class(folder))
    coursedir = CourseDirectory(config=load_config(folder))
    for refused in (
        lambda: list(grade_class(folder, start)),
        lambda: list(summarise(coursedir, [start])),
        lambda: write_feedback(folder, start),
    ):
        with pytest.raises(LookupError, match="Nothing in 00_start is graded"):
            refused()
    assert guess_lab(path, folder) == start
    with pytest.raises(CannotGrade, match=f"Nothing is graded of {LAB}"):
        list(summarise(coursedir, []))


@pytest.mark.fast
def test_cuda_is_refused_where_there_is_none(monkeypatch):
    """With the way out."""
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(CannotGrade, match="--device cpu"):
        require_device("cuda")


@pytest.mark.fast
def test_a_broken_configuration_is_named(tmp_path):
    """A misspelt limit in nbgrader_config.py does not surface as a traceback from traitlets."""
    folder = make_course(tmp_path, [LAB])
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text().split("configure(c,")[0] + "configure(c, cel_seconds=3)\n")
    submit(folder, "ada", LAB, b"")
    with pytest.raises(CannotGrade, match=r"nbgrader_config\.py.*cel_seconds"):
        list(grade_class(folder, LAB))


def test_check_judges_one_notebook_without_a_gradebook(tmp_path, command):
    """What a TA or a script wants: verdicts, and nothing written but the JSON asked for."""
    folder = make_course(tmp_path / "course", [LAB])
    notebook = short({"num_parameters": solutions(LAB)["num_parameters"]})
    notebook.cells.append(new_code_cell("print('mine')"))
    (tmp_path / "handed in.ipynb").write_bytes(text(notebook))
    done = command(folder, "autograder", "check", "../handed in.ipynb", "--json", "row.json")
    (row,) = json.loads((folder / "row.json").read_text(encoding="utf-8"))
    assert (as_documented(row)["score"], row["max_score"]) == (2, 17)
    assert "Still open" in done.stdout
    assert not (folder / "gradebook.db").exists()
    (tmp_path / "homework.ipynb").write_bytes(b"{")
    done = command(folder, "autograder", "check", "../homework.ipynb", "--lab", LAB, check=False)
    assert done.returncode == 3 and done.stdout.count("damaged") == 1


def test_doctor_finds_what_this_host_has(command):
    """Here everything needed is installed, so every needed line is OK."""
    done = command(ROOT, "autograder", "doctor")
    for name in ("Python", "torch", "sandbox", "spaCy model", "nbgrader"):
        assert f"[OK] {name}:" in done.stdout
    assert "CUDA" in done.stdout and "data cache" in done.stdout


@pytest.mark.fast
def test_as_many_workers_as_asked_for(monkeypatch):
    """Lost jobs are tried once more by one alone."""
    asked = []
    monkeypatch.setattr(classroom, "run_jobs", lambda *_, workers, **__: asked.append(workers) or iter(()))
    assert not list(classroom._run_all({}, 3, 1.0, lambda: False))
    assert asked == [3, 1]
