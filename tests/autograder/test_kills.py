"""A class that is killed at any moment, and graded again: every grade once, and the rows of an undisturbed run."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import psutil
import pytest

from autograder.secret import course_secret
from tests.autograder.test_cluster import DEADLINE, free_port, make_class, scheduler, until, workers
from tests.make_class import short, solutions, text

pytestmark = pytest.mark.long

LAB = "01_custom_rnn"
TARGETS = ("client", "worker", "zygote", "scheduler")
MOMENTS = 50
TABLES = ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")


def hand_ins():
    """Return twelve light hand-ins: right, wrong and open answers, cells that raise, damaged and missing ones."""
    answers = solutions(LAB)
    several = [short({name: answers[name] for name in list(answers)[:count]}) for count in range(6)]
    wrong = short(answers | {"num_parameters": "def num_parameters(*sizes):\n    return 7"})
    raises = short(answers | {"step": "raise RuntimeError('stop')"})
    whole = [*several, wrong, raises, short(answers)]
    return {f"s{i:02}": data for i, data in enumerate([*map(text, whole), text(wrong)[:30_000], b"", b"x"])}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, command):
    """A course, how long its class took, and what came of it."""
    course = make_class(tmp_path_factory.mktemp("undisturbed") / "course", **hand_ins())
    course_secret(course)  # the same inputs are drawn in each copy
    kept = shutil.copytree(course, course.with_name("untouched"))
    began = time.monotonic()
    command(course, "autograder", "grade", LAB, "--workers", "2")
    return kept, time.monotonic() - began, outcome(course)


def outcome(course):
    """Return the rows that were saved, without what time and place add, and how many rows each table has."""
    rows = {}
    for path in sorted(course.glob(f"autograded/*/{LAB}/verdicts.json")):
        rows[path.parent.parent.name] = {**json.loads(path.read_text(encoding="utf-8")), "seconds": 0}
    with closing(sqlite3.connect(course / "gradebook.db")) as book:
        counts = {table: book.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in TABLES}
        saved = book.execute(
            "SELECT a.student_id, SUM(COALESCE(g.manual_score, g.auto_score, 0)) FROM grade g"
            " JOIN submitted_notebook n ON g.notebook_id = n.id"
            " JOIN submitted_assignment a ON n.assignment_id = a.id GROUP BY a.student_id"
        ).fetchall()
    return rows, counts, dict(saved)


def victim(target, client):
    """Return the process to be killed, or None while there is none; `client` is ended already when it is not alive."""
    with suppress(psutil.NoSuchProcess):
        if target == "client":
            return client
        family = client.children(recursive=True)
        boxes = [p for p in family if p.name() == "bwrap" and p.parent().name() != "bwrap"]
        if target == "zygote":
            return boxes[0] if boxes else None
        staff = [p for p in client.children() if "spawn_main" in " ".join(p.cmdline())]
        return staff[0] if staff else None
    return None


def graded_once_more(course, target, after, tmp_path):
    """Start a class, kill the target so many seconds later, and have the class graded to its end."""
    words = [str(Path(sys.executable).with_name("autograder")), "grade", LAB, "--workers", "2"]
    with ExitStack() as stack:
        first = None
        if target == "scheduler":
            port = free_port()
            first = stack.enter_context(scheduler(port))
            stack.enter_context(workers(port, tmp_path, count=2))
            words[-2:] = ["--scheduler", f"tcp://127.0.0.1:{port}"]
        log = stack.enter_context((tmp_path / "log").open("w+"))
        process = subprocess.Popen(words, cwd=course, stdout=log, stderr=log)
        client = psutil.Process(process.pid)
        with suppress(subprocess.TimeoutExpired):
            process.wait(after)
        if first:
            first.kill()
            # then its port is free, and its number stays its own
            os.waitid(os.P_PID, first.pid, os.WEXITED | os.WNOWAIT)
            stack.enter_context(scheduler(port))
            stack.enter_context(workers(port, tmp_path, count=2))
        else:
            found = until(lambda: process.poll() is not None or victim(target, client))
            if found is not True:
                with suppress(psutil.NoSuchProcess):
                    found.kill()
        process.wait(DEADLINE)
        log.seek(0)
        told = log.read()
        assert "Traceback" not in told, told
        if target != "client":
            assert process.returncode == 0
        done = subprocess.run(words, cwd=course, capture_output=True, text=True, timeout=DEADLINE)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr


def every_grade_is_there(undisturbed, tmp_path, target, seed):
    kept, seconds, expected = undisturbed
    course = shutil.copytree(kept, tmp_path / "course")
    graded_once_more(course, target, random.Random(seed).uniform(0, seconds), tmp_path)
    assert outcome(course) == expected


def test_a_sandbox_that_is_ended_from_outside_costs_no_student_a_point(undisturbed, tmp_path):
    """Its warm process dies in the middle of a hand-in, which is then graded once more."""
    every_grade_is_there(undisturbed, tmp_path, "zygote", 0)


@pytest.mark.slow(part="kills")
@pytest.mark.parametrize("seed", range(1, MOMENTS + 1))
def test_fifty_moments(undisturbed, tmp_path, seed):
    """Client, worker, warm process and scheduler in turn, at moments drawn from the length of an undisturbed run."""
    every_grade_is_there(undisturbed, tmp_path, TARGETS[seed % len(TARGETS)], seed)
