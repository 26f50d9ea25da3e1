"""nbgrader's own commands and its Formgrader meet hostile folders: nothing waits, nothing leaks, nobody else is affected."""

import csv
import json
import os
import re
import subprocess

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.utils import notebook_hash

from autograder.classroom import grade_class
from autograder.course_dir import load_config
from autograder.export import CsvExport
from autograder.names import shown_name
from tests.make_class import make_course, short, solutions, submit, text

pytestmark = pytest.mark.long
LAB = "01_custom_rnn"
TIME = "2024-05-06 07:08:09 UTC"
PAGE = "<script>alert(1)</script>"


def pipe(folder):
    os.mkfifo(folder / "timestamp.txt")
    os.mkfifo(folder / "data.csv")


def words(folder):
    (folder / "timestamp.txt").write_text("not a time")


def nothing(folder):
    (folder / "timestamp.txt").touch()


def huge(folder):
    for name in ("timestamp.txt", "data.bin"):
        with open(folder / name, "wb") as file:
            file.truncate(2 * 10**9)


def links(folder):
    (folder / "secret.txt").symlink_to("/etc/passwd")
    (folder / "host").symlink_to("/etc")
    (folder / "timestamp.txt").symlink_to("/dev/zero")


def crowd(folder):
    for number in range(20_000):
        (folder / f"{number}.txt").touch()


def nested(folder):
    inside = os.open(folder, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("inner", dir_fd=inside)
        outer, inside = inside, os.open("inner", os.O_RDONLY, dir_fd=inside)
        os.close(outer)
    os.close(inside)


def page(folder):
    for name in ("index.html", f"{LAB}.html", "verdicts.json", "other.ipynb", "helper.py", "data/set.csv"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(PAGE)
    (folder / "timestamp.txt").write_text(TIME)


def renamed(folder):
    (folder / f"{LAB}.ipynb").rename(folder / "final")


STUDENTS = [pipe, words, nothing, huge, links, crowd, nested, page, renamed]
NAMES = ["=HYPERLINK(1)", "-1+1", 'comma, quote"']
REFUSED = {"line\nend": "holds a line end", "bad\udcff": "not UTF-8", "*": "takes for a pattern"}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class in which every folder is hostile; one of them has all the answers."""
    folder = make_course(tmp_path_factory.mktemp("course"), [LAB])
    for make in STUDENTS:
        make(submit(folder, make.__name__, LAB, b"").parent)
    for name in [*NAMES, *REFUSED]:
        submit(folder, name, LAB, b"")
    submit(folder, "words", LAB, text(short(solutions(LAB))))
    yield folder
    subprocess.run(["rm", "-rf", folder / "submitted"], check=True)  # too deep for Python


def formgrader(course):
    """Return what the Formgrader asks for its pages."""
    return NbGraderAPI(config=load_config(course))


def listed(course):
    """Return what the Formgrader shows of the class: how many handed in, and when."""
    (lab,) = formgrader(course).get_assignments()
    return lab["num_submissions"], {
        s["student"]: s["timestamp"] for s in formgrader(course).get_submissions(LAB)
    }


@pytest.fixture(scope="module")
def autograded(course, command):
    """The class after `nbgrader autograde`, which ends well."""
    before = listed(course)
    formgrader(course).generate_assignment(LAB)
    return before, command(course, "nbgrader", "autograde", LAB)


def graded_students():
    return {*NAMES, *(make.__name__ for make in STUDENTS)}


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_formgrader_lists_a_hostile_class(course, autograded):
    """Before and after grading every student is in its list, and a time is one or none."""
    for number, times in (autograded[0], listed(course)):
        assert set(times) == graded_students() | set(REFUSED) - {"line\nend"}
        assert number == len(times)
        assert {student for student, time in times.items() if time} == {"page"}
        assert times["page"] == "2024-05-06T07:08:09"


def test_nbgrader_grades_a_hostile_class(course, autograded):
    """One way or another every folder is graded; a name that no command could take is named."""
    _, done = autograded
    assert "Traceback" not in done.stderr
    for name, why in REFUSED.items():
        assert re.search(
            f"{re.escape(shown_name(name))} was passed over: the name of the folder .*{why}", done.stderr
        )
    rows = {
        path.parent.parent.name: json.loads(path.read_text())
        for path in course.glob(f"autograded/*/{LAB}/verdicts.json")
    }
    assert set(rows) == graded_students()
    assert rows["words"]["score"] == 17
    assert "timestamp.txt holds no time" in rows["words"]["message"]


def test_only_plain_files_reach_the_graded_submission(course, autograded):
    """What is copied is plain, within number and weight, and neither a notebook nor a verdict."""
    ours = {f"{LAB}.ipynb", "verdicts.json"}
    theirs = {
        "page": {"index.html", f"{LAB}.html", "helper.py", "data/set.csv", "timestamp.txt"},
        "renamed": {"final"},
    }
    for student in graded_students() - {"crowd"}:
        assert files(course / "autograded" / student / LAB) == ours | theirs.get(student, set()), student
    assert len(files(course / "autograded" / "crowd" / LAB)) == 202
    assert PAGE not in (course / "autograded" / "page" / LAB / "verdicts.json").read_text()


def test_only_our_page_reaches_the_feedback(course, autograded):
    """No file of a student is laid where instructors and students open pages; a page is renewed with its notebook."""
    folder = course / "feedback" / "page" / LAB
    page = folder / f"{LAB}.html"

    def written():
        assert formgrader(course).generate_feedback(LAB, "page", force=False)["success"]
        assert files(folder) == {page.name}
        return page.stat().st_mtime_ns

    first = written()
    assert PAGE not in page.read_text(encoding="utf-8")
    assert written() == first
    os.utime(course / "autograded" / "page" / LAB / f"{LAB}.ipynb", ns=(first + 1, first + 1))
    (folder / "index.html").write_text("left there by an older version")
    assert written() > first


def test_no_name_is_a_formula_in_the_table_of_grades(course, command, autograded):
    """A spreadsheet takes no student's name for a formula, and no comma for a column."""
    command(course, "nbgrader", "export", "--to", "grades.csv")
    with open(course / "grades.csv", newline="", encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == graded_students() - {"=HYPERLINK(1)", "-1+1"} | {"'=HYPERLINK(1)", "'-1+1"}
    assert (rows["words"]["score"], rows["words"]["max_score"], rows["words"]["timestamp"]) == (
        "17.0",
        "20.0",
        "",
    )
    assert rows["page"]["timestamp"] == "2024-05-06 07:08:09"
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        CsvExport(to=str(course / "one.csv"), student=["words"], assignment=[LAB]).export(gradebook)
        CsvExport(to=str(course / "none.csv"), assignment=["another"]).export(gradebook)
    with open(course / "one.csv", newline="", encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == [rows["words"]]
    assert (course / "none.csv").read_text().count("\n") == 1


@pytest.fixture
def exchange(tmp_path):
    """A course with an exchange, and the folder that students hand in to."""
    folder = make_course(tmp_path / "course", [LAB])
    root = tmp_path / "exchange"
    (root / "unrolled" / "inbound").mkdir(parents=True)
    (root / "unrolled" / "feedback").mkdir()
    root.chmod(0o777)
    with open(folder / "nbgrader_config.py", "a") as config:
        config.write(f"c.Exchange.root = {str(root)!r}\n")
    return folder, root / "unrolled"


def test_collecting_follows_no_link_and_waits_for_no_pipe(exchange, command):
    """What students put into the exchange is read through the gate: no file of the instructor is taken for theirs."""
    course, folder = exchange
    names = [
        f"ada+{LAB}+{TIME}",
        f"bob+{LAB}+{TIME}",
        f"eve+{LAB}+no time",
        f"..+{LAB}+{TIME}",
        f"line\nend+{LAB}+{TIME}",
    ]
    for name in names:
        (folder / "inbound" / name).mkdir()
        (folder / "inbound" / name / "timestamp.txt").write_text(TIME)
        (folder / "inbound" / name / "helper.py").write_text("x = 1")
        (folder / "inbound" / name / f"{LAB}.ipynb").write_text("{}")
    bad = folder / "inbound" / names[0]
    (bad / f"{LAB}.ipynb").unlink()
    (bad / f"{LAB}.ipynb").symlink_to(course / "source" / LAB / f"{LAB}.ipynb")
    (bad / "all").symlink_to(course / "source")
    os.mkfifo(bad / "pipe")
    done = command(course, "nbgrader", "collect", LAB)
    assert "`all` and 1 more" not in done.stderr and "are links or no ordinary files" in done.stderr
    assert files(course / "submitted") == {
        f"{student}/{LAB}/{name}"
        for student in ("ada", "bob", "eve")
        for name in ("timestamp.txt", "helper.py", f"{LAB}.ipynb")
        if (student, name) != ("ada", f"{LAB}.ipynb")
    }


def test_feedback_is_released_to_those_who_have_a_secret(exchange, command):
    """A student without one does not keep the class from its pages, nor does a name that cannot be used."""
    course, folder = exchange
    secret = "0123456789abcdef" * 8
    for student in ("ada", "bob", *REFUSED):
        submit(course, student, LAB, b"")
    (course / "submitted" / "bob" / LAB / "submission_secret.txt").write_text(secret)
    rows = {row["student"]: row["message"] for row in grade_class(course, LAB)}
    assert all(why in rows[shown_name(name)] for name, why in REFUSED.items())
    assert len(rows) == 2 + len(REFUSED)
    assert formgrader(course).generate_feedback(LAB)["success"]
    assert files(course / "feedback") == {f"{student}/{LAB}/{LAB}.html" for student in ("ada", "bob")}
    done = command(course, "nbgrader", "release_feedback", LAB)
    assert "ada did not use `nbgrader submit`" in done.stderr
    assert files(folder / "feedback") == {f"{notebook_hash(secret=secret, notebook_id=LAB)}.html"}
