"""What a sandbox uses, seen from outside: processor time, memory and processes of all that runs in it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import psutil

from autograder.sandbox.bubblewrap import HOME, SOCKETS

FOLDERS = (HOME, "/tmp", "/dev/shm", SOCKETS)  # where student code may write
FILE = 2_200  # bytes that the kernel keeps for a file without content
SOCKET = 2 * 212_992  # bytes that wait in a socket at most, as Linux sets it
CONNECTION = 5_000_000  # the same for one over the loopback
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


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
    others : frozenset of int
        Processes of the host that were there at the first look, before student code ran, and still are: none of them
        is ever below this one, so that they need not be read again.
    """

    processor: float
    memory: int
    processes: int
    stopped: bool
    queued: float
    waits: dict[int, float] = field(repr=False)
    spent: dict[int, tuple[float, float]] = field(repr=False)
    others: frozenset[int] = field(repr=False)


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
    family, others = _family(pid, last and last.others)
    memory = sum(process.resident for process in family)
    if memory > memory_limit:
        memory = sum(map(_own_share, family))
    memory += sum(_page_tables(process.pid) for process in family)
    memory += _kept(family[1].pid) if len(family) > 1 else 0  # the first one inside
    waits = {thread: wait for process in family for thread, wait in _waits(process.pid)}
    queued = (
        last.queued + max([0.0, *(w - last.waits.get(t, 0.0) for t, w in waits.items())]) if last else 0.0
    )
    spent = {process.pid: (process.own, process.waited) for process in family}
    processor = (last.processor + _grown(last.spent, spent)) if last else sum(map(sum, spent.values()))
    stopped = any(process.stopped for process in family)
    return Usage(processor, memory, len(family), stopped, queued, waits, spent, others)


def _grown(before: dict[int, tuple[float, float]], now: dict[int, tuple[float, float]]) -> float:
    """Return the seconds since the last look: of a child that nobody waits for Linux forgets them when it ends."""
    own, waited = (
        sum(times[side] - before.get(pid, (0.0, 0.0))[side] for pid, times in now.items()) for side in (0, 1)
    )
    ended = sum(sum(times) for pid, times in before.items() if pid not in now)  # counted by the looks before
    return max(0.0, own) + max(0.0, waited - ended)


class _Process(NamedTuple):
    """What one line of /proc tells of a process: of seconds its own, and those of children that it waited for."""

    pid: int
    parent: int
    stopped: bool
    own: float
    waited: float
    resident: int


def _family(pid: int, others: frozenset[int] | None) -> tuple[list[_Process], frozenset[int]]:
    """Return a process and all below it, parents first, and of `others` those that still are: at first, all the rest."""
    numbers = {int(name) for name in os.listdir("/proc") if name.isdigit()}
    read = {n: process for n in numbers - (others or set()) if (process := _process(n))}
    below: dict[int, list[int]] = {}
    for number, process in read.items():
        below.setdefault(process.parent, []).append(number)
    found = [pid] if pid in read else []
    for number in found:  # which grows meanwhile
        found += below.get(number, ())
    return [read[n] for n in found], frozenset(read.keys() - found if others is None else others & numbers)


def _process(pid: int) -> _Process | None:
    """Return what /proc says of a process, unless it has ended by now."""
    try:
        fields = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()  # a name may hold anything
        user, system, *waited = (int(field) / TICKS for field in fields[11:15])
        stopped, resident = fields[0] in b"Tt", int(fields[21]) * PAGE
        return _Process(pid, int(fields[1]), stopped, user + system, sum(waited), resident)
    except (OSError, IndexError, ValueError):
        return None


def _read(path: str) -> bytes:
    """Return a small file of /proc: there are dozens at each look, and Python's own file objects cost more."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.read(handle, 2**16)
    finally:
        os.close(handle)


def _own_share(process: _Process) -> int:
    """Return a process's bytes, of what it shares only its part."""
    with contextlib.suppress(psutil.Error):  # it may have ended by now
        return psutil.Process(process.pid).memory_full_info().pss
    return 0


def _page_tables(pid: int) -> int:
    """Return the bytes of a process's page tables: of a small file that is mapped often they are many."""
    with contextlib.suppress(OSError, IndexError, ValueError):  # it may have ended by now
        return int(_read(f"/proc/{pid}/status").partition(b"VmPTE:")[2].split()[0]) * 2**10
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
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError, IndexError, ValueError):  # it may have ended by now
                # nanoseconds running, ready, number of turns
                yield int(thread), int(_read(f"/proc/{pid}/task/{thread}/schedstat").split()[1]) / 1e9
