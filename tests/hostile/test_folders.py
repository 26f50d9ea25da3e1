"""Hostile folders: read within seconds and megabytes, graded as if nothing lay there, and no harm to anyone else."""

import json
import resource
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from autograder.submission import read_submission
from tests.hostile.corpus import LAB, LIMITS
from tests.hostile.folders import SHAPES, lay
from tests.hostile.run import lab, run
from tests.make_class import make_course, short, solutions, submit, text

pytestmark = pytest.mark.long


@pytest.fixture
def folder():
    """Return a place that an ordinary user may enter, which pytest's own is not."""
    place = Path(tempfile.mkdtemp(prefix="folder-"))
    place.chmod(0o755)
    yield place / LAB
    subprocess.run(["rm", "-rf", place], check=True)  # deeper than Python's own can go


def param(shape):
    marks = [pytest.mark.xfail(reason=shape.open, strict=True)] if shape.open else []
    return pytest.param(shape, id=shape.id, marks=marks)


@pytest.mark.parametrize("shape", [param(shape) for shape in SHAPES])
def test_a_folder_is_read_within_limits(shape, folder):
    """Five seconds, 200 MB and 21 MB kept, whatever lies there."""
    lay(folder, shape.make)
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    found = read_submission(folder, lab(), "ada")
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert (
        time.monotonic() - began < 30
        and after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5
    )
    assert (after.ru_maxrss - before.ru_maxrss) / 1024 < 200
    assert bool(found.problem) == (shape.status == "unreadable"), found.problem
    assert sum(len(file.data) for file in found.files) < 21 * 2**20 and len(found.files) <= 200


@pytest.mark.slow(part="hostile")
@pytest.mark.parametrize("shape", [param(shape) for shape in SHAPES])
def test_a_folder_has_the_row_it_deserves(shape, folder, canaries):
    """As root and as an ordinary user."""
    lay(folder, shape.make)
    rows = [run(folder, LIMITS, user=user, environment=canaries.environment) for user in ("", "nobody")]
    for outcome in rows:
        assert not outcome.problem and not canaries.reached(outcome.told)
        assert (outcome.row["score"], outcome.row["status"] in shape.status.split("|")) == (
            shape.score,
            True,
        ), outcome.row
        assert shape.says in outcome.row["message"]


@pytest.mark.slow(part="hostile")
def test_a_class_of_hostile_folders_is_graded_and_gets_its_feedback(tmp_path, command):
    """One of each beside an honest student: everybody has a row, and ``feedback/`` holds pages only."""
    course = make_course(tmp_path / "course", [LAB])
    submit(course, "honest", LAB, text(short(solutions(LAB))))
    for shape in SHAPES:
        lay(course / "submitted" / shape.id / LAB, shape.make)
    command(course, "autograder", "grade", LAB, "--json", "rows.json")
    rows = {row["student"]: row for row in json.loads((course / "rows.json").read_text(encoding="utf-8"))}
    assert rows["honest"]["score"] == 17
    assert {s.id: rows[s.id]["score"] for s in SHAPES} == {s.id: s.score for s in SHAPES}
    command(course, "nbgrader", "generate_feedback", LAB)
    command(course, "nbgrader", "export", "--to", "grades.csv")
    left = {path.name for path in (course / "feedback").rglob("*") if path.is_file()}
    assert left == {f"{LAB}.html"}
    assert len((course / "grades.csv").read_text(encoding="utf-8").splitlines()) == len(SHAPES) + 2
