"""A gradebook on a PostgreSQL server: what SQLite holds, it holds; a real server on a socket, without a network."""

import csv
import io
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.made_rows import made_course
from tests.make_class import short, solutions, submit
from tests.make_class import text as data_of

psycopg = pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
LAB = "01_custom_rnn"
pytestmark = pytest.mark.long


def programs():
    """Return the folder of PostgreSQL's programs; Debian keeps them away from the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else [*Path("/usr/lib/postgresql").glob("*/bin")]
    return next((place for place in places if (place / "postgres").exists()), None)


@pytest.fixture(scope="module")
def server():
    """Start a server of an ordinary user on a socket in a folder of its own; give the folder."""
    place = programs()
    if place is None:
        pytest.skip("no PostgreSQL server here (on Debian: apt-get install postgresql)")
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    os.chown(folder, user.pw_uid, user.pw_gid)

    def run(program, *words):
        subprocess.run(
            [place / program, "-D", folder / "data", *words], cwd=folder, check=True, capture_output=True,
            user=user.pw_uid, group=user.pw_gid, extra_groups=[], env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
        )  # fmt: skip

    try:
        run("initdb", "--username=course", "--auth=trust", "--encoding=UTF8", "--no-sync")
        run("pg_ctl", "start", "-w", "-l", folder / "log", "-o", f"-k {folder} -c listen_addresses='' -F")
        yield folder
        run("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database(server, name):
    """Make a database; return its address for `db_url`."""
    engine = create_engine(
        f"postgresql+psycopg://course@/postgres?host={server}", isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as db:
        db.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"postgresql+psycopg://course@/{name}?host={server}"


def settings(address):
    return f"\nc.CourseDirectory.db_url = {address!r}\n"


def scores(address):
    """Return what the gradebook says of every cell of every student."""
    query = """
        SELECT a.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade
        FROM grade g JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id
        JOIN submitted_assignment a ON a.id = n.assignment_id
    """
    engine = create_engine(address)
    with engine.connect() as db:
        rows = [
            (student, cell, auto, manual, bool(look))
            for student, cell, auto, manual, look in db.execute(text(query))
        ]
    engine.dispose()
    return sorted(rows, key=repr)


def table(path):
    """Return the rows of a CSV without the seconds, which were measured."""
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    return [{name: value for name, value in row.items() if name != "seconds"} for row in rows]


def test_a_class_is_the_same_on_postgresql_and_on_sqlite(server, made_class, command, tmp_path):
    """Rows, report and export agree, in both databases written by the same code."""
    address = database(server, "made")
    course = made_course(tmp_path / "course", settings=settings(address))
    assert not (course / "gradebook.db").exists()
    found = scores(address)
    assert len({row[0] for row in found}) == 6
    assert found == scores(f"sqlite:///{made_class}/gradebook.db")
    tables = []
    for place in (course, made_class):
        out = tmp_path / place.name
        out.mkdir(exist_ok=True)
        command(place, "autograder", "report", LAB, "--out", str(out / "report.html"))
        command(place, "autograder", "export", LAB, "--to", "csv", "--out", str(out / "grades.csv"))
        tables.append((table(out / "report.csv"), table(out / "grades.csv")))
    assert tables[0] == tables[1]


def test_a_class_is_graded_into_postgresql(server, command, tmp_path):
    """By the command itself; a second start finds everybody graded, and feedback is written."""
    address = database(server, "graded")
    course = made_course(tmp_path / "course", settings=settings(address))
    shutil.rmtree(course / "submitted" / "late")
    submit(course, "fay", LAB, data_of(short(solutions(LAB))))
    done = command(course, "autograder", "grade", LAB, "--student", "fay")
    earned = [auto for student, _, auto, _, _ in scores(address) if student == "fay" and auto is not None]
    assert sum(earned) == 17, done.stdout
    again = command(course, "autograder", "grade", LAB, "--student", "fay")
    assert "1 have not changed since they were graded" in again.stderr
    command(course, "autograder", "feedback", LAB)
    assert (course / "feedback" / "fay" / LAB / f"{LAB}.html").exists()
