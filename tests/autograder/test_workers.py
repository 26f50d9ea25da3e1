"""Worker processes: what one of them does to itself concerns no other job."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from autograder.workers import JobFailed, WorkerDied, WorkerHung, run_jobs

pytestmark = pytest.mark.long

PLENTY = 120.0


def job(name, folder=""):
    """Do what the name says."""
    if name == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "raise":
        raise ValueError("no such thing")
    if name == "hang":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if folder:
            Path(folder, str(os.getpid())).touch()
        threading.Event().wait()
    return os.getpid()


def run(names, **settings):
    jobs = {f"{name}-{at}": (name,) for at, name in enumerate(names)}
    outcomes = {}
    for arrived in run_jobs(job, jobs, **{"workers": 2, "seconds": PLENTY, **settings}):
        outcomes |= arrived
    return outcomes


def test_a_worker_that_dies_takes_no_other_job_with_it():
    """Its job gets an error, the next one another process."""
    outcomes = run(["good", "die", "good", "raise", "good"])
    assert isinstance(outcomes["die-1"], WorkerDied) and "code -9" in str(outcomes["die-1"])
    assert isinstance(outcomes["raise-3"], JobFailed) and "ValueError: no such thing" in str(
        outcomes["raise-3"]
    )
    assert all(isinstance(outcomes[name], int) for name in ("good-0", "good-2", "good-4"))


def test_a_worker_that_hangs_is_ended_in_the_end():
    """Whatever it does with signals; the others go on meanwhile."""
    outcomes = run(["hang", "good", "good"], seconds=10)
    assert isinstance(outcomes["hang-0"], WorkerHung) and "10 seconds" in str(outcomes["hang-0"])
    assert outcomes["good-1"] == outcomes["good-2"]


def test_what_has_arrived_comes_at_once_also_after_a_stop(tmp_path):
    """Whoever was busy gets what has been done meanwhile; what runs is ended."""
    stop = threading.Event()
    jobs = {"first": ("good",), "second": ("good",), "hang": ("hang", str(tmp_path))}
    outcomes = run_jobs(job, jobs, workers=3, seconds=PLENTY, stopped=stop.is_set)
    got = next(outcomes)
    # nothing else tells from here what has arrived and was not taken
    busy = outcomes.gi_frame.f_locals["staff"]
    assert all(worker.pipe.poll(PLENTY) for worker in busy if worker.job != "hang")
    deadline = time.monotonic() + PLENTY
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    (hanging,) = tmp_path.iterdir()
    stop.set()
    for arrived in outcomes:
        got |= arrived
    assert set(got) == {"first", "second"}
    assert not psutil.pid_exists(int(hanging.name))


def test_no_worker_outlives_a_client_that_was_killed(tmp_path):
    """Not even one in the middle of a job."""
    program = (
        "from autograder.workers import run_jobs\n"
        "from tests.autograder.test_workers import job\n"
        "if __name__ == '__main__':\n"
        f"    list(run_jobs(job, {{'hang': ('hang', {str(tmp_path)!r})}}, workers=1, seconds=600))\n"
    )
    path = tmp_path / "client" / "client.py"
    path.parent.mkdir()
    path.write_text(program)
    root = Path(__file__).parents[2]
    client = subprocess.Popen([sys.executable, str(path)], env={**os.environ, "PYTHONPATH": str(root)})
    deadline = time.monotonic() + PLENTY
    while not (found := [p for p in tmp_path.iterdir() if p.is_file()]) and time.monotonic() < deadline:
        time.sleep(0.05)
    worker = psutil.Process(int(found[0].name))
    client.kill()
    client.wait()
    try:
        worker.wait(timeout=30)
    except psutil.TimeoutExpired:
        pytest.fail("the worker is still there")
