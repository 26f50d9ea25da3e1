"""Kernels forked from a process that is warm, seen from the grader: see `zygote` for what runs inside.

A warm process serves one kernel at a time, so that forks never meet; whoever needs a second one at once starts another.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograder.sandbox import bubblewrap
from autograder.sandbox.limits import Limits

READY_SECONDS = 120
FORK_SECONDS = 60
_idle: list[Warm] = []
_refusal = ""  # why this host has none


class Warm:
    """One warm process in a sandbox of its own."""

    def __init__(self) -> None:
        if why := bubblewrap.in_private_folder():
            raise RuntimeError(why)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the process)
        stage = tempfile.mkdtemp(prefix="unrolled-")
        os.chmod(stage, 0o755)
        self._control, there = socket.socketpair()
        order = Path(stage) / "spec.json"
        order.write_text(json.dumps(bubblewrap.warm_spec(stage, there.fileno())))
        command = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), str(order)]
        self._process = subprocess.Popen(
            command,
            pass_fds=(there.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env={},
        )
        self._owner = os.getpid()
        there.close()
        self._control.settimeout(READY_SECONDS)
        try:
            ready = self._control.recv(16)
        except OSError as error:
            ready = str(error).encode()
        finally:  # once it runs it has all that it needs; a worker that is killed could not tidy up later
            shutil.rmtree(stage, ignore_errors=True)
        if ready != b"ready":
            why = said(self._log) or "the warm process ended at once"
            self.close()
            raise RuntimeError(why)

    @property
    def own(self) -> bool:
        """Return whether this process started it: one that was forked since has only a copy of this object."""
        return self._owner == os.getpid()

    @property
    def alive(self) -> bool:
        """Return whether kernels can be forked, by this process."""
        return self.own and self._process.poll() is None

    def answers(self) -> bool:
        """Return whether it answers: one that is just being ended, with its forks, is still there for a moment."""
        try:
            self._control.sendall(b"?")
            return self._control.recv(1) == b"?"
        except OSError:
            return False

    def fork(self, connection: dict, limits: Limits, files: dict[str, str], log: Any) -> Fork:
        """Return the process of a new kernel, which is not yet ready.

        Parameters
        ----------
        connection : dict
            Jupyter's connection info, for inside.
        limits : Limits
            Of the submission.
        files : dict of str to str
            What lies beside the notebook: its name → its path on the host.
        log : logging.Logger
            Where it is said why a kernel could not be made.

        Returns
        -------
        Fork
            To be waited for and ended.

        Raises
        ------
        RuntimeError
            When it cannot be isolated; `log` says why.
        """
        contents = {f"{bubblewrap.HOME}/{name}": Path(place).read_bytes() for name, place in files.items()}
        submission = {
            "connection": json.dumps(connection),
            "files": [(name, len(content)) for name, content in contents.items()],
            "folders": bubblewrap.folder_sizes(limits, files),
            "rlimits": bubblewrap.rlimits(limits),
        }
        here, there = socket.socketpair()
        with here:
            with there:
                here.settimeout(FORK_SECONDS)
                here.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
                socket.send_fds(self._control, [b"f"], [there.fileno(), log.fileno()])
            here.sendall(json.dumps(submission).encode() + b"\n" + b"".join(contents.values()))
            here.shutdown(socket.SHUT_WR)
            size = struct.calcsize("3i")
            said_, passed, *_ = here.recvmsg(1, socket.CMSG_SPACE(size))
        pids = [
            struct.unpack("3i", data[:size])[0] for _, kind, data in passed if kind == socket.SCM_CREDENTIALS
        ]
        if not said_ or not pids:
            raise RuntimeError("the warm process made no kernel")
        return Fork(pids[0])

    def close(self) -> None:
        """End the process, and whatever it forked."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._log.close()


class Fork:
    """A forked kernel's first process, with those methods of `Popen` that a provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int):
        self.pid, self.returncode = pid, None
        self._handle = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return None while it runs; what it returned is not known here, and counts as 1."""
        if self.returncode is None and self._ended(0):
            self.returncode = 1
            os.close(self._handle)
        return self.returncode

    def wait(self) -> int:
        """Wait until it, and all that ran beside it, has ended."""
        while self.poll() is None:
            self._ended(None)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End it, and all that runs beside it."""
        self.send_signal(signal.SIGKILL)

    terminate = kill

    def _ended(self, milliseconds: int | None) -> bool:
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        return bool(poll.poll(milliseconds))


def borrow() -> Warm | None:
    """Return a warm process that serves nobody else, started if need be, or None where this host refuses it."""
    while _idle:
        warm = _idle.pop()
        if warm.alive:
            return warm
        if warm.own:
            warm.close()
    if _refusal:
        return None
    try:
        return Warm()
    except (OSError, RuntimeError) as error:
        refuse(str(error))
        return None


def give_back(warm: Warm) -> None:
    """Let others use it, once the kernel that it forked has ended."""
    _idle.append(warm)


@atexit.register
def close_idle() -> None:
    """End all that serve nobody."""
    while _idle:
        warm = _idle.pop()
        if warm.own:
            warm.close()


def refuse(why: str) -> None:
    """Start kernels cold from now on, for this reason; without one, warm again."""
    global _refusal
    close_idle()
    _refusal = why


def refused() -> str:
    """Return why kernels start cold on this host, or nothing."""
    return _refusal


def said(log: Any) -> str:
    """Return the end of what was written to a log."""
    log.seek(0)
    return log.read().decode(errors="replace").strip()[-2000:]
