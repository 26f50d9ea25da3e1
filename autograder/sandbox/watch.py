"""What a sandbox uses, seen from outside: processor time, memory and processes of all that runs in it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from autograder.sandbox.bubblewrap import HOME, SOCKETS

FOLDERS = (HOME, "/tmp", "/dev/shm", SOCKETS)  # where student code may write
FILE = 2_200  # bytes that the kernel keeps for a file without content
SOCKET = 2 * 212_992  # bytes that wait in a socket at most, as Linux sets it
CONNECTION = 5_000_000  # the same for one over the loopback
STOPPED = {psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP}


@dataclass(frozen=True)
class Usage:
    """One look at a process and all below it.

    Attributes
    ----------
    processor : float
        Seconds of processor time, of ended children too: also of those for which nobody waited, as far as they were seen.
    memory : int
        Resident bytes and what the kernel keeps beside them; what processes share is counted once where it matters.
    processes : int
        How many there are.
    stopped : bool
        Whether one of them was stopped by a signal.
    queued : float
        Seconds since the first look in which a thread was ready to run and had to wait for a core: no fault of its
        own. It need not be the main one: that may wait for another, which holds Python's lock.
    waits : dict of int to float
        For each thread, how long it was ready without a core.
    spent : dict of int to tuple of float
        For each process, its own seconds of processor time, and those of the children that it waited for.
    """

    processor: float
    memory: int
    processes: int
    stopped: bool
    queued: float
    waits: dict[int, float] = field(repr=False)
    spent: dict[int, tuple[float, float]] = field(repr=False)


def look(pid: int, memory_limit: float = float("inf"), last: Usage | None = None) -> Usage:
    """Look at the process and all below it; shared memory is told apart only above `memory_limit` bytes.

    Parameters
    ----------
    pid : int
        The process's number on the host.
    memory_limit : float
        Bytes.
    last : Usage, optional
        What the look before this one saw.

    Returns
    -------
    Usage
        Bytes, seconds of processor time, and processes.
    """
    try:
        top = psutil.Process(pid)
        processes = [top, *top.children(recursive=True)]
    except psutil.Error:
        processes = []
    memory = _sum(processes, lambda process: process.memory_info().rss)
    if memory > memory_limit:
        memory = _sum(processes, lambda process: process.memory_full_info().pss)
    memory += _sum(processes, lambda process: _page_tables(process.pid))
    memory += _kept(processes[1].pid) if len(processes) > 1 else 0  # the first one inside
    stopped = _sum(processes, lambda process: process.status() in STOPPED)
    spent = dict(_spent(processes))
    processor = (last.processor + _grown(last.spent, spent)) if last else sum(map(sum, spent.values()))
    waits = {thread: wait for process in processes for thread, wait in _waits(process.pid)}
    queued = (
        last.queued + max([0.0, *(w - last.waits.get(t, 0.0) for t, w in waits.items())]) if last else 0.0
    )
    return Usage(processor, int(memory), len(processes), stopped > 0, queued, waits, spent)


def _spent(processes: list[psutil.Process]) -> Iterator[tuple[int, tuple[float, float]]]:
    """Yield for each process its own seconds of processor time, and those of the children that it waited for."""
    for process in processes:
        with contextlib.suppress(psutil.Error):  # it may have ended by now
            times = process.cpu_times()
            yield process.pid, (times.user + times.system, times.children_user + times.children_system)


def _grown(before: dict[int, tuple[float, float]], now: dict[int, tuple[float, float]]) -> float:
    """Return the seconds since the last look: of a child that nobody waits for Linux forgets them when it ends."""
    own, waited = (
        sum(times[side] - before.get(pid, (0.0, 0.0))[side] for pid, times in now.items()) for side in (0, 1)
    )
    ended = sum(sum(times) for pid, times in before.items() if pid not in now)  # counted by the looks before
    return max(0.0, own) + max(0.0, waited - ended)


def _page_tables(pid: int) -> int:
    """Return the bytes of a process's page tables: of a small file that is mapped often they are many."""
    try:
        with open(f"/proc/{pid}/status") as status:
            return next((int(line.split()[1]) * 2**10 for line in status if line.startswith("VmPTE:")), 0)
    except OSError:
        return 0


def _kept(pid: int) -> int:
    """Return about how many bytes the kernel keeps for a sandbox's sockets and files, however little is in them."""
    try:
        with open(f"/proc/{pid}/net/sockstat") as file:
            sockets = {line.split()[0]: int(line.split()[2]) for line in file}
        kept = SOCKET * sockets.get("sockets:", 0) + CONNECTION * sockets.get("TCP:", 0)
        for folder in FOLDERS:
            status = os.statvfs(f"/proc/{pid}/root{folder}")
            kept += FILE * (status.f_files - status.f_ffree)
        return kept
    except (OSError, IndexError, ValueError):
        return 0


def _waits(pid: int) -> Iterator[tuple[int, float]]:
    """Yield for how many seconds each thread was ready without a core; nothing on a kernel that does not tell."""
    for file in Path(f"/proc/{pid}/task").glob("*/schedstat"):  # nanoseconds running, ready, number of turns
        with contextlib.suppress(OSError, IndexError, ValueError):  # it may have ended by now
            yield int(file.parent.name), int(file.read_text().split()[1]) / 1e9


def _sum(processes: list[psutil.Process], size: Callable[[psutil.Process], float]) -> float:
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):  # it may have ended by now
            total += size(process)
    return total
