"""Worker processes, one job each at a time: one that dies or hangs takes no other job with it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

LOOK = 0.2  # seconds between two looks at the clock and at `stopped`


class JobFailed(RuntimeError):
    """A job raised; the message says what."""


class WorkerDied(RuntimeError):
    """A job's process ended without an answer."""


class WorkerHung(RuntimeError):
    """A job took longer than any job may."""


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    job: Hashable
    deadline: float


def run_jobs(
    work: Callable[..., Any],
    jobs: dict[Hashable, tuple],
    *,
    workers: int,
    seconds: float,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[dict[Hashable, Any]]:
    """Call `work` with the arguments of every job in worker processes; yield what has arrived, by job.

    An outcome is what `work` returned, or one of the errors above. Whoever is slow to take outcomes gets more of them
    at once, no more than there are workers.

    Parameters
    ----------
    work : callable
        What a process calls; found by its module and name.
    jobs : dict of hashable to tuple
        Its arguments, by job.
    workers : int
        Processes at a time.
    seconds : float
        After which a job's process is ended: the last resort, for what all limits of `work` itself let pass.
    stopped : callable
        Asked again and again; once it is true, what has arrived is yielded, and all processes are ended.

    Yields
    ------
    dict of hashable to object
        Outcomes by job, each once.
    """
    waiting, staff = list(reversed(jobs.items())), []
    try:
        while (waiting or staff) and not stopped():
            while waiting and len(staff) < workers:
                staff.append(_hire(work))
                _give(staff[-1], *waiting.pop(), seconds)
            ready = wait([worker.pipe for worker in staff], timeout=LOOK)
            arrived = {}
            for worker in tuple(staff):
                if worker.pipe in ready:
                    arrived[worker.job] = outcome = _take(worker)
                elif time.monotonic() > worker.deadline:
                    arrived[worker.job] = outcome = WorkerHung(f"it took more than {seconds:.0f} seconds")
                else:
                    continue
                if waiting and not isinstance(outcome, (WorkerDied, WorkerHung)):
                    _give(worker, *waiting.pop(), seconds)
                else:
                    staff.remove(worker)
                    _dismiss(worker)
            if arrived:
                yield arrived
        left = {worker.job: _take(worker) for worker in staff if worker.pipe.poll()}
        if arrived := {job: outcome for job, outcome in left.items() if not isinstance(outcome, WorkerDied)}:
            yield arrived
    finally:
        for worker in staff:
            _dismiss(worker)


def _hire(work: Callable[..., Any]) -> _Worker:
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, work))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # until `_serve` ignores it
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    there.close()
    return _Worker(process, here, None, 0.0)


def _give(worker: _Worker, job: Hashable, args: tuple, seconds: float) -> None:
    worker.job, worker.deadline = job, time.monotonic() + seconds
    with suppress(BrokenPipeError):  # it is dead, which taking its answer will say
        worker.pipe.send(args)


def _take(worker: _Worker) -> Any:
    try:
        return worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join(LOOK)
        return WorkerDied(f"its process ended with code {worker.process.exitcode}")


def _dismiss(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()
    worker.process.close()


def _serve(pipe: Connection, work: Callable[..., Any]) -> None:
    """Do one job after the other, until nobody asks for more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the client decides
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            args = pipe.recv()
        except EOFError:
            return
        try:
            outcome = work(*args)
        except Exception as error:
            outcome = JobFailed(f"{type(error).__name__}: {error}")
        pipe.send(outcome)


def _end_with_parent() -> None:
    """End this process, and with it its sandbox, when the client was killed."""
    wait([parent_process().sentinel])
    os.kill(os.getpid(), signal.SIGKILL)
