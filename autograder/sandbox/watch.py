"""What a sandbox uses, seen from outside: processor time, memory and processes of all that runs in it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import psutil

STOPPED = {psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP}


@dataclass(frozen=True)
class Usage:
    """One look at a process and all below it.

    Attributes
    ----------
    processor : float
        Seconds of processor time, of ended children too.
    memory : int
        Resident bytes; what processes share is counted once where it matters.
    processes : int
        How many there are.
    stopped : bool
        Whether one of them was stopped by a signal.
    queued : float
        Seconds in which one of them was ready to run and had to wait for a core: no fault of its own.
    """

    processor: float
    memory: int
    processes: int
    stopped: bool
    queued: float


def look(pid: int, memory_limit: float = float("inf")) -> Usage:
    """Look at the process and all below it; shared memory is told apart only above `memory_limit` bytes."""
    try:
        top = psutil.Process(pid)
        processes = [top, *top.children(recursive=True)]
    except psutil.Error:
        processes = []
    memory = _sum(processes, lambda process: process.memory_info().rss)
    if memory > memory_limit:
        memory = _sum(processes, lambda process: process.memory_full_info().pss)
    stopped = _sum(processes, lambda process: process.status() in STOPPED)
    processor = _sum(processes, lambda process: sum(process.cpu_times()[:4]))
    queued = max((_queued(process.pid) for process in processes), default=0.0)
    return Usage(processor, int(memory), len(processes), stopped > 0, queued)


def _queued(pid: int) -> float:
    """Return for how long a process was ready without a core; nothing on a kernel that does not tell."""
    try:
        with open(
            f"/proc/{pid}/schedstat"
        ) as file:  # nanoseconds running, nanoseconds ready, number of turns
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def _sum(processes: list[psutil.Process], size: Callable[[psutil.Process], float]) -> float:
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):  # it may have ended by now
            total += size(process)
    return total
