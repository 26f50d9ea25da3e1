"""A class on a real Dask cluster of several processes: the rows of this machine, whatever is killed meanwhile."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from nbformat.v4 import new_code_cell

from autograder import cluster, fingerprints
from autograder.classroom import grade_class
from autograder.cluster import NoCluster
from tests.make_class import make_course, short, solutions, submit, text

pytest.importorskip("distributed", reason="the cluster extra is not installed")
pytestmark = pytest.mark.long

LAB = "01_custom_rnn"
DEADLINE = 120


@contextmanager
def running(*words):
    """Run a `dask` command; end it, and all below it, at the end."""
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("dask")), *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical"},
    )
    try:
        yield process
    finally:
        family = [process, *psutil.Process(process.pid).children(recursive=True)]
        for member in family:
            member.kill()
        process.wait()


def scheduler(port):
    return running("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show")


def workers(port, folder, count=1, threads=1):
    address = f"tcp://127.0.0.1:{port}"
    words = ["--nworkers", str(count), "--nthreads", str(threads), "--local-directory", str(folder)]
    return running("worker", address, *words, "--no-dashboard")


def free_port():
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def port():
    """Give each test a port of its own."""
    return free_port()


def until(condition):
    """Wait until it holds."""
    deadline = time.monotonic() + DEADLINE
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def make_class(folder, **handed):
    """Make a course with limits of its own, so that no worker measures them first."""
    course = make_course(folder, [LAB])
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().split("configure(c)")[0] + "configure(c, notebook_seconds=200)\n")
    for student, data in handed.items():
        submit(course, student, LAB, data)
    return course


def without_seconds(rows):
    return {row["student"]: {**row, "seconds": 0} for row in rows}


def sleeper(seconds):
    notebook = short({"num_parameters": solutions(LAB)["num_parameters"]})
    notebook.cells.insert(2, new_code_cell(f"import time; time.sleep({seconds})"))
    return text(notebook)


def test_a_cluster_gives_the_rows_of_this_machine_though_a_worker_is_killed(tmp_path, port, command):
    """By the command that an instructor types; the killed one's submission is tried once more by another."""
    folder = make_class(tmp_path / "course", ada=sleeper(4), ben=b"")
    local = without_seconds(grade_class(folder, LAB))
    assert local["ada"]["score"] == 2

    def kill_once(first):
        until(lambda: at_work(first)).kill()

    with scheduler(port), workers(port, tmp_path) as first:
        killer = threading.Thread(target=kill_once, args=(psutil.Process(first.pid),))
        killer.start()
        words = ("grade", LAB, "--force", "--scheduler", f"tcp://127.0.0.1:{port}", "--json", "rows.json")
        done = command(folder, "autograder", *words)
        killer.join()
    rows = json.loads((folder / "rows.json").read_text())
    assert len(rows) == 2 and without_seconds(rows) == local and "Traceback" not in done.stderr


def at_work(first):
    """Return a process of Dask that has a sandbox with Python in it below it: what asks whether there is one runs none."""
    with suppress(psutil.NoSuchProcess):
        for process in first.children(recursive=True):
            inside = [child.name() for child in process.children(recursive=True)]
            if process.name() == "bwrap" != process.parent().name() and any(
                "python" in name for name in inside
            ):
                return process.parent()
    return None


@pytest.mark.slow(part="kills")
def test_a_scheduler_that_comes_back_gets_what_is_left(tmp_path, port):
    """The client waits for it, says so, and every row comes once."""
    folder, said, rows = make_class(tmp_path / "course", ada=b"", ben=sleeper(4)), [], []

    def grade():
        rows.extend(grade_class(folder, LAB, scheduler=f"tcp://127.0.0.1:{port}", said=said.append))

    with scheduler(port) as first, workers(port, tmp_path):
        grading = threading.Thread(target=grade)
        grading.start()
        until(lambda: list(folder.glob("autograded/*/*/verdicts.json")))
        first.send_signal(signal.SIGKILL)
    with scheduler(port), workers(port, tmp_path):
        grading.join(DEADLINE)
    assert sorted((row["student"], row["score"]) for row in rows) == [("ada", 0), ("ben", 2)]
    assert any("waiting for one under the same address" in sentence for sentence in said)


def test_workers_that_cannot_be_used_are_refused_in_a_sentence(tmp_path, port, monkeypatch):
    """Other checks, several threads, nobody there."""
    folder = make_class(tmp_path / "course", ada=b"")
    address = f"tcp://127.0.0.1:{port}"
    with scheduler(port):
        with workers(port, tmp_path, threads=2), pytest.raises(NoCluster, match="--nthreads 1"):
            list(grade_class(folder, LAB, scheduler=address))
        with workers(port, tmp_path), monkeypatch.context() as patch:
            patch.setattr(fingerprints, "_HERE", tmp_path / "other-checks")
            with pytest.raises(NoCluster, match=f"other checks of {LAB}.*install the same package"):
                list(grade_class(folder, LAB, scheduler=address))
    monkeypatch.setattr(cluster, "CONNECT", 1)
    with pytest.raises(NoCluster, match="No scheduler answers"):
        list(grade_class(folder, LAB, scheduler=address))


@pytest.mark.fast
def test_a_cluster_that_is_not_installed_is_named(monkeypatch):
    """With what to install."""
    monkeypatch.setitem(sys.modules, "dask_jobqueue", None)
    with pytest.raises(NoCluster, match=r"pip install 'unrolled\[slurm\]'"), cluster.started("slurm", 2):
        pass
