"""Grade hand-ins in a process apart, as root or as an ordinary user, and measure what each took."""

from __future__ import annotations

import atexit
import contextlib
import json
import multiprocessing
import multiprocessing.connection
import os
import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psutil

from autograder.grading import grade
from autograder.lab import load_lab
from autograder.sandbox import warm
from autograder.sandbox.limits import Limits
from autograder.submission import read_submission
from tests.bank import ROOT
from tests.hostile.canary import Canaries
from tests.hostile.corpus import LAB, Attack
from tests.hostile.ordinary import become_ordinary, shown_folders
from tests.make_class import handed_in

GRADER_MB = 1_000  # by how much a hand-in may make the grader grow, while it is looked at
NOTEBOOK_MB = 10  # of a graded notebook
LONGEST = 240  # seconds after which a grading counts as hung


@dataclass
class Outcome:
    """What came of one hand-in."""

    row: dict = field(default_factory=dict)
    outputs: str = ""
    notebook_mb: float = 0.0
    problem: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    grader_mb: float = 0.0
    left: list[str] = field(default_factory=list)

    @property
    def told(self) -> str:
        """Return all that a student may get to see of it."""
        return self.outputs + json.dumps(self.row, ensure_ascii=False)

    @property
    def same(self) -> dict:
        """Return what has to repeat."""
        return {k: v for k, v in self.row.items() if k != "seconds"}


@cache
def lab():
    return load_lab(ROOT, LAB)


def outputs_of(notebook: bytes) -> str:
    """Return the text of all outputs in a notebook."""
    found = []
    for cell in json.loads(notebook)["cells"]:
        for output in cell.get("outputs", []):
            pieces = [
                output.get("text", ""),
                output.get("ename", ""),
                output.get("evalue", ""),
                *output.get("traceback", []),
            ]
            pieces += output.get("data", {}).values()
            found += ["".join(piece) for piece in pieces]
    return "\n".join(found)


@dataclass
class Grader:
    """A process that grades one hand-in after the other, as a worker of a class does."""

    process: multiprocessing.Process
    pipe: multiprocessing.connection.Connection

    def end(self) -> None:
        """Let it end by itself."""
        self.pipe.close()
        self.process.join()

    def kill(self) -> None:
        """End it, and all that it started."""
        with contextlib.suppress(psutil.Error):  # it may have ended by now
            for process in psutil.Process(self.process.pid).children(recursive=True):
                process.kill()
        self.process.kill()
        self.end()


_idle: dict[str, list[Grader]] = {}


@atexit.register
def _end_idle() -> None:
    for graders in _idle.values():
        while graders:
            graders.pop().end()


def run(
    what: bytes | Path, limits: dict, *, user: str = "", cold: bool = False, environment: dict | None = None
) -> Outcome:
    """Grade a notebook's bytes or a student's folder; `user` is nobody, or nothing for whoever runs this.

    Its kernels are forked from a warm process, or started `cold`. The process that grades is kept for the next.
    """
    kind = json.dumps([user, cold, environment], sort_keys=True)
    idle = _idle.setdefault(kind, [])
    grader = idle.pop() if idle else _started(user, cold, environment or {})
    began = time.monotonic()
    outcome = Outcome(problem=f"hung for {LONGEST} seconds")
    with contextlib.suppress(EOFError, OSError):
        grader.pipe.send((what, limits))
        if grader.pipe.poll(LONGEST):
            outcome = Outcome(problem="the grader's process died")
            outcome = grader.pipe.recv()
    outcome.seconds = time.monotonic() - began
    grader.kill() if outcome.problem else idle.append(grader)
    return outcome


def _started(user: str, cold: bool, environment: dict) -> Grader:
    context = multiprocessing.get_context("forkserver")  # children of a process without threads
    context.set_forkserver_preload(["tests.hostile.run"])
    ours, theirs = context.Pipe()
    child = context.Process(target=_child, args=(theirs, user, cold, environment))
    child.start()
    theirs.close()
    return Grader(child, ours)


def _child(pipe, user, cold, environment) -> None:
    os.environ.update(environment)
    lab()
    warm.refuse("cold was asked for" if cold else "")
    if user and os.geteuid() == 0:
        become_ordinary(shown_folders(ROOT))
    before = psutil.Process().memory_info().rss
    with contextlib.suppress(EOFError):
        while True:
            pipe.send(_graded(*pipe.recv(), before, cold))
    warm.close_idle()


def _graded(what, limits, before: int, cold: bool) -> Outcome:
    """Grade; the grader's memory is compared with what it was `before` its first hand-in."""
    task, me, outcome, used = lab(), psutil.Process(), Outcome(), _cpu_seconds()
    if not cold:
        warm.give_back(warm.borrow())
    resting = {process.pid for process in me.children(recursive=True)}
    highest, done = before, threading.Event()

    def watch() -> None:
        nonlocal highest
        while not done.wait(0.05):
            highest = max(highest, me.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        submitted = handed_in(what, task) if isinstance(what, bytes) else read_submission(what, task, "ada")
        graded = grade(submitted, task, secret="s", limits=Limits.of(limits))
        outcome.row, outcome.outputs = graded.row(), outputs_of(graded.notebook)
        outcome.notebook_mb = len(graded.notebook) / 2**20
    except BaseException as error:  # what the tests say can never be
        outcome.problem = f"{type(error).__name__}: {error}"
    done.set()
    watcher.join()
    outcome.cpu_seconds = _cpu_seconds() - used
    outcome.grader_mb = (highest - before) / 2**20
    if warm.refused() != "cold was asked for" * cold:
        outcome.problem = f"no warm process: {warm.refused()}"
    if _alive(me) - resting:  # the warm process may be another by now
        warm.close_idle()
    outcome.left = [psutil.Process(pid).name() for pid in _alive(me) - resting]
    return outcome


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _alive(me: psutil.Process) -> set[int]:
    children = me.children(recursive=True)
    return {process.pid for process in children if process.status() != psutil.STATUS_ZOMBIE}


@contextlib.contextmanager
def busy(loops: int):
    """Keep this host busy with endless loops, which end with this process whatever ends it."""
    loop = f"import os\nwhile os.getppid() == {os.getpid()}: pass"
    running = [subprocess.Popen([sys.executable, "-c", loop]) for _ in range(loops)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def problems(attack: Attack, outcome: Outcome, canaries: Canaries) -> list[str]:
    """Return what is not as it has to be."""
    if outcome.problem:
        return [outcome.problem]
    row, found = outcome.row, canaries.reached(outcome.told)
    said = " ".join([row["message"], *(check["hint"] for check in row["checks"])])
    if row["score"] != attack.score:
        found.append(f"score {row['score']:g}, not {attack.score:g}")
    if row["status"] not in attack.status.split("|"):
        found.append(f"status {row['status']}, not {attack.status}: {row['message'][:200]}")
    found += [f"does not say {words!r}: {row['message'][:200]}" for words in attack.says if words not in said]
    found += [
        f"did not print {words!r}"
        for words in attack.prints
        if words != "nothing" and words not in outcome.outputs
    ]
    if outcome.grader_mb > GRADER_MB:
        found.append(f"the grader grew by {outcome.grader_mb:.0f} MB")
    if outcome.notebook_mb > NOTEBOOK_MB:
        found.append(f"the graded notebook has {outcome.notebook_mb:.0f} MB")
    if "REACHED" in outcome.told:
        found.append("REACHED")
    found += [f"planted {path}" for path in canaries.plantings()]
    return found + [f"left behind: {process}" for process in outcome.left]
