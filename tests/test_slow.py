"""How the slow tests are noted and resumed."""

import json
import subprocess
import sys

import pytest

from tests.bank import ROOT, answers, two_seeds
from tests.slow import passed, summary


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a small file of tests with notes, and return what pytest printed."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "test_small.py").write_text(
        "import pathlib, pytest\n"
        "@pytest.mark.parametrize('n', range(3))\n"
        "def test_n(n):\n"
        "    assert n != 2 or pathlib.Path('mended').exists()\n"
    )

    def run_once() -> str:
        words = ["-p", "tests.slow", "--notes", "notes/part.jsonl", "-n", "2", "--dist", "worksteal"]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-c",
            "/dev/null",
            "--rootdir",
            ".",
            *words,
            "test_small.py",
        ]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout

    return run_once


@pytest.mark.long
def test_a_part_goes_on_where_it_failed(tmp_path, run):
    """What passed is not tried again; what failed is; minutes of all runs are counted."""
    notes = tmp_path / "notes" / "part.jsonl"
    assert "1 failed, 2 passed" in run()
    first = [line["test"] for line in passed(notes)]
    assert sorted(first) == ["test_small.py::test_n[0]", "test_small.py::test_n[1]"]
    (tmp_path / "mended").touch()
    assert "1 passed" in run()
    assert len(passed(notes)) == 3
    assert "no tests ran" in run()


def test_the_summary_counts_every_run(tmp_path):
    """Ninety seconds in one run, thirty in another."""
    notes = tmp_path / "part.jsonl"
    lines = [("a", 1, 60), ("b", 1, 90), ("c", 2, 30)]
    notes.write_text("".join(json.dumps({"test": t, "run": r, "seconds": s}) + "\n" for t, r, s in lines))
    assert summary(notes, 2) == "3 passed in 2.0 min, 2 of them in earlier runs"
    assert summary(tmp_path / "none.jsonl", 0) == "0 passed in 0.0 min"


def test_two_seeds_depend_on_the_answer_alone():
    """The same in every process, different ones for different answers, all ten in use."""
    chosen = {answer.id: two_seeds(answer) for answer in answers("01_custom_rnn")}
    assert all(len(set(seeds)) == 2 for seeds in chosen.values())
    assert {seed for seeds in chosen.values() for seed in seeds} == set(range(10))
    program = "from tests.bank import *; print({a.id: two_seeds(a) for a in answers('01_custom_rnn')})"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == str(chosen)
