"""Functions run in forked processes, each with a limit on its time and memory, a few side by side."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

FORK = multiprocessing.get_context("fork")
PATIENCE = 4  # seconds by the clock for each one of processor time, as when a class is graded
MEMORY = 4 * 2**30  # bytes beyond what this process has
LATE, DIED = "late", "died"


def outcomes(
    jobs: Iterable[tuple[Any, Callable[[], Any], float]], at_once: int = 2
) -> Iterator[tuple[Any, Any]]:
    """Run jobs in forked processes and yield their replies as they come.

    Parameters
    ----------
    jobs : iterable of (key, function, seconds)
        A function without arguments, and how many seconds of processor time it may take.
    at_once : int
        How many run side by side.

    Yields
    ------
    key, reply
        The reply is what the function returned, `LATE` when it took too long, or `DIED` when its process ended
        without a word. Whatever ends this generator ends the processes too.
    """
    waiting, running = iter(jobs), {}
    try:
        while True:
            while len(running) < at_once and (job := next(waiting, None)) is not None:
                key, function, seconds = job
                process, receiver = start(function, seconds)
                running[receiver] = key, process, time.monotonic() + PATIENCE * seconds
            if not running:
                return
            ready = wait(running, max(0.0, min(end for *_, end in running.values()) - time.monotonic()))
            over = [r for r, (*_, end) in running.items() if end < time.monotonic()]
            for receiver in ready or over:
                key, process, _ = running.pop(receiver)
                yield key, reply_of(process, receiver)
    finally:
        for _, process, _ in running.values():
            process.kill()


def start(function: Callable[[], Any], seconds: float) -> tuple[multiprocessing.Process, Connection]:
    """Start a process, and return it with the end of the pipe on which it replies."""
    receiver, sender = FORK.Pipe(duplex=False)
    process = FORK.Process(target=limited, args=(function, seconds, sender), daemon=True)
    sys.stdout.flush()
    with warnings.catch_warnings():  # that threads of a test runner are not in the fork
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    sender.close()
    return process, receiver


def limited(function: Callable[[], Any], seconds: float, sender: Connection) -> None:
    """Call the function within the limits, in the new process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that waits
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with open("/proc/self/statm") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    sender.send(function())


def reply_of(process: multiprocessing.Process, receiver: Connection) -> Any:
    """Return what a process sent, or what became of it; the process is gone then."""
    with receiver:
        try:
            reply = receiver.recv() if receiver.poll() else LATE
        except EOFError:
            process.join()
            reply = LATE if process.exitcode == -signal.SIGPROF else DIED
    process.kill()
    process.join()
    return reply
