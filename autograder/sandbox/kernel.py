"""One sandboxed kernel: run a cell, ask for data, and never be stopped by what happens inside."""

from __future__ import annotations

import base64
import contextlib
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import zmq
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from nbformat import NotebookNode

from autograder import wire
from autograder.check import REPLY_LIMIT, Failed, Stopped
from autograder.sandbox.limits import Limits
from autograder.sandbox.outputs import safe_output

FRAME_LIMIT = 256 * 2**20  # bytes of one message part; a peer that sends more is cut off for good
PARSE_LIMIT = 2 * REPLY_LIMIT  # bytes of a message that is looked into; a larger one counts as a flood
START_SECONDS = 120
GRACE_SECONDS = 5.0  # how long an interrupted kernel may take to answer
TICK = 0.2
SHARED_MB = 1024  # what imported libraries share between processes
GRADER_MB = 512  # by how much messages may make the grader itself grow
PROCESSES = 16  # whole processes, not threads, that may live at once


Take = Callable[[str, dict, int], bool]  # (kind, content, size) of an output; False ends the request


@dataclass
class _Waiting:
    """What is known so far of one request's answer."""

    request: str
    status: str = ""
    since: float = 0.0  # when the reply came
    idle: bool = False
    take: Take = lambda *_: True
    reply: dict | None = None


@dataclass
class Ran:
    """What one cell did: its outputs, whether it raised, and a sentence if a limit ended it."""

    outputs: list[NotebookNode] = field(default_factory=list)
    error: bool = False
    sentence: str = ""


class SandboxedKernel:
    """A kernel in the sandbox, with one deadline for the whole notebook.

    Use it as a context manager.

    Raises
    ------
    Stopped
        From `run` and `transport`, when the kernel is gone; the message says why.
    """

    def __init__(self, limits: Limits, device: str = "cpu"):
        self.limits, self.device = limits, device
        self._gone = ""
        self._printed = 0
        self._waiting: _Waiting | None = None
        self._next_look = 0.0

    def __enter__(self) -> SandboxedKernel:
        self._folder = tempfile.TemporaryDirectory(prefix="unrolled-")
        config = {"limits": self.limits.as_dict(), "device": self.device}
        provisioner = {"provisioner_name": "unrolled-sandbox", "config": config}
        self._context = zmq.Context()
        self._context.setsockopt(zmq.MAXMSGSIZE, FRAME_LIMIT)
        self._context.setsockopt(
            zmq.RECONNECT_IVL, -1
        )  # never again to a path student code may have replaced
        self._context.setsockopt(zmq.SNDTIMEO, int(1000 * GRACE_SECONDS))
        self._manager = KernelManager(
            connection_file=str(Path(self._folder.name) / "kernel.json"), context=self._context
        )
        self._own = psutil.Process().memory_info().rss
        self._manager._kernel_spec = KernelSpec(
            argv=["python"],
            display_name="sandbox",
            language="python",
            interrupt_mode="message",
            metadata={"kernel_provisioner": provisioner},
        )
        try:
            self._manager.start_kernel()
            self._connect()
            self.deadline = time.monotonic() + START_SECONDS
            self._warm_up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _connect(self) -> None:
        self._client = BlockingKernelClient(context=self._context)
        self._client.load_connection_info(self._manager.get_connection_info())
        self._client.start_channels(stdin=False, hb=False)
        self._poller = zmq.Poller()
        self._poller.register(self._client.shell_channel.socket, zmq.POLLIN)
        self._poller.register(self._client.iopub_channel.socket, zmq.POLLIN)
        self._ready()

    def _warm_up(self) -> None:
        """Import what every probe needs, so that no check's time goes into it."""
        request = self._ask("__import__('safetensors.torch')", silent=True)
        if self._wait(request, self.deadline, lambda *_: True) != "done":
            raise RuntimeError(f"torch and safetensors cannot be imported in the sandbox. {self._gone}")
        self.deadline = time.monotonic() + self.limits.notebook_seconds

    def _ready(self) -> None:
        """Wait until a request is answered on both channels."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            request = self._client.kernel_info()
            if self._wait(request, time.monotonic() + 5, lambda *_: True) == "done":
                return
            if self._gone:
                break
        raise RuntimeError(f"The sandboxed kernel did not answer. {self._gone}")

    def __exit__(self, *_: Any) -> None:
        with contextlib.suppress(Exception):
            self._client.stop_channels()
        with contextlib.suppress(Exception):
            self._manager.shutdown_kernel(now=True)
        with contextlib.suppress(Exception):
            self._context.destroy(linger=0)
        self._folder.cleanup()

    def run(self, source: str) -> Ran:
        """Run one cell; see `Ran`."""
        ran, clear = Ran(), False
        room = int(self.limits.output_mb * 2**20)

        def take(kind: str, content: dict, size: int) -> bool:
            nonlocal room, clear
            room -= size
            if room < 0:
                return False
            if kind == "clear_output":
                clear = True
                if not content.get("wait"):
                    ran.outputs.clear()
                    clear = False
                return True
            if clear:
                ran.outputs.clear()
                clear = False
            if kind in {"stream", "display_data", "execute_result", "error"}:
                _append(ran.outputs, safe_output(kind, content, 2**20))
            return True

        request = self._ask(source, store_history=False)
        seconds = min(self.limits.cell_seconds, max(0.0, self.deadline - time.monotonic()))
        outcome = self._wait(request, time.monotonic() + seconds, take)
        ran.error = outcome == "error" or any(o.output_type == "error" for o in ran.outputs)
        if outcome in {"late", "flood"}:
            ran.sentence = self._end(request, outcome, seconds)
        elif outcome == "gone":
            ran.sentence = self._gone
        return ran

    def transport(self, source: str, name: str, text: str, seed: int, seconds: float) -> str:
        """Run a probe in the kernel and return its encoded reply: a `check.Transport`."""
        argument = base64.b64encode(text.encode()).decode()
        call = f"serve(names, {source!r}, {name!r}, decoded, {seed}, {self.device!r})"
        program = (
            f"import base64\ndecoded = base64.b64decode({argument!r}).decode()\n{_wire_source()}\nreply = "
        )
        program += f"base64.b64encode({call}.encode()).decode()"
        expression = (
            f"(lambda names, d: (exec({program!r}, d), d['reply'])[1])(globals(), {{'names': globals()}})"
        )
        request = self._ask("", silent=True, user_expressions={"reply": expression})
        reply: dict = {}
        seconds = min(seconds, max(0.0, self.deadline - time.monotonic()))
        room = int(self.limits.output_mb * 2**20)

        def take(kind: str, content: dict, size: int) -> bool:
            nonlocal room
            room -= size
            return room >= 0

        outcome = self._wait(request, time.monotonic() + seconds, take, reply)
        if outcome in {"late", "flood"}:
            raise Failed(self._end(request, outcome, seconds, "Your code"))
        if outcome == "gone":
            raise Stopped(self._gone)
        answer = reply.get("user_expressions", {}).get("reply", {}).get("data", {}).get("text/plain", "")
        try:
            return base64.b64decode(str(answer)[1:-1], validate=True).decode()
        except ValueError:
            return ""

    def _ask(self, source: str, **options: Any) -> str:
        """Send an execute request and return its id; the kernel may have died since the last one."""
        if self._look(float("inf")):
            raise Stopped(self._gone)
        try:
            return self._client.execute(source, allow_stdin=False, **options)
        except zmq.ZMQError:  # the other end is closed: waiting for room to send would never end
            self._die("The notebook's kernel closed its connection, and was stopped.")
            raise Stopped(self._gone) from None

    def _wait(self, request: str, until: float, take: Take, reply: dict | None = None) -> str:
        """Read both channels until the request is answered: done, error, late, flood or gone."""
        waiting = self._waiting
        if waiting is None or waiting.request != request:  # else: the same request, after an interrupt
            waiting = self._waiting = _Waiting(request)
        waiting.take, waiting.reply = take, reply
        while True:
            now = time.monotonic()
            if waiting.status and now > waiting.since + GRACE_SECONDS:  # the channel was cut at FRAME_LIMIT
                self._die("The notebook printed far too much at once and was stopped.")
            if self._look(now):
                return "gone"
            if now > until:
                return "late"
            ready = dict(self._poller.poll(1000 * min(TICK, until - now)))
            for channel in (self._client.shell_channel, self._client.iopub_channel):
                if channel.socket in ready:
                    outcome = self._handle(channel is self._client.shell_channel, channel.socket, waiting)
                    if outcome:
                        return outcome
            if waiting.status and waiting.idle:
                return waiting.status

    def _handle(self, is_shell: bool, socket: zmq.Socket, waiting: _Waiting) -> str:
        """Read one message; return how it ends the waiting, or nothing."""
        try:
            kind, content, size, parent = self._read(socket)
        except zmq.Again:
            return ""
        except Exception:  # only hostile code sends what is no message of this kernel
            self._die("The notebook's kernel sent something that is no message, and was stopped.")
            return "gone"
        if is_shell and parent == waiting.request:
            waiting.status = "error" if content.get("status") == "error" else "done"
            waiting.since = time.monotonic()
            if waiting.reply is not None:
                waiting.reply.update(content)
        if is_shell:
            return ""
        self._printed += size
        if self._printed > 100 * self.limits.output_mb * 2**20:
            self._die(
                f"The notebook printed more than {100 * self.limits.output_mb:g} MB in all and was stopped."
            )
            return "gone"
        if kind == "huge":
            return "flood"
        if parent != waiting.request:
            return ""
        if kind == "status":
            waiting.idle |= content.get("execution_state") == "idle"
            return ""
        return "" if waiting.take(kind, content, size) else "flood"

    def _read(self, socket: zmq.Socket) -> tuple[str, dict, int, str | None]:
        """Return the kind, content, size and parent id of the next message."""
        parts = socket.recv_multipart(zmq.NOBLOCK)
        size = sum(len(p) for p in parts)
        if size > PARSE_LIMIT:
            return "huge", {}, size, None
        session = self._client.session
        message = session.deserialize(session.feed_identities(parts, copy=True)[1])
        content = message["content"]
        parent = message["parent_header"].get("msg_id")
        return str(message["msg_type"]), content if isinstance(content, dict) else {}, size, parent

    def _look(self, now: float) -> bool:
        """Return True when the kernel is gone, ending it when it uses too much memory."""
        if self._gone or now < self._next_look:
            return bool(self._gone)
        self._next_look = time.monotonic() + TICK
        process = self._manager.provisioner.process
        if process is None or process.poll() is not None:
            self._gone = (
                "The notebook's kernel died: it ran out of memory or processor time, or the code ended it."
            )
            return True
        processes = _processes(process.pid)
        limit = (self.limits.memory_mb + SHARED_MB) * 2**20
        if _memory(processes, limit) > limit:
            self._die(f"The notebook used more than {self.limits.memory_mb:,} MB of memory and was stopped.")
        elif len(processes) > PROCESSES:
            self._die(f"The notebook started more than {PROCESSES} processes and was stopped.")
        elif psutil.Process().memory_info().rss - self._own > GRADER_MB * 2**20:
            self._die("The notebook sent the grader far too much and was stopped.")
        return bool(self._gone)

    def _end(self, request: str, why: str, seconds: float, what: str = "This cell") -> str:
        """Interrupt the request; end the kernel if it does not obey. Return what to tell the student."""
        said = {
            "late": f"{what} took longer than {seconds:.0f} seconds and was stopped: is there a loop without an end?",
            "flood": f"{what} printed more than {self.limits.output_mb:g} MB and was stopped.",
        }[why]
        if time.monotonic() >= self.deadline:
            said = f"The notebook took longer than {self.limits.notebook_seconds:g} seconds in all and was stopped."
            self._die(said)
            return said
        self._manager.interrupt_kernel()
        grace = GRACE_SECONDS if why == "late" else self.limits.cell_seconds  # a flood has to run off first
        if self._wait(request, time.monotonic() + grace, lambda *_: True) not in {"done", "error"}:
            self._die(self._gone or said + " It could not be interrupted, so nothing after it ran.")
        return self._gone or said

    def _die(self, sentence: str) -> None:
        self._gone = self._gone or sentence
        with contextlib.suppress(Exception):
            self._manager.provisioner.process.kill()


def _append(outputs: list[NotebookNode], output: NotebookNode | None) -> None:
    """Add an output; consecutive pieces of one stream become one, as in a notebook."""
    if output is None:
        return
    last = outputs[-1] if outputs else None
    if last is not None and output.output_type == "stream" == last.output_type and last.name == output.name:
        last.text += output.text
    else:
        outputs.append(output)


def _processes(pid: int) -> list[psutil.Process]:
    """Return a process and all below it."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _memory(processes: list[psutil.Process], limit: int) -> int:
    """Return the resident bytes of these processes; what they share counts once where it matters."""
    resident = _sum(processes, lambda process: process.memory_info().rss)
    return resident if resident <= limit else _sum(processes, lambda process: process.memory_full_info().pss)


def _sum(processes: list[psutil.Process], size: Callable[[psutil.Process], int]) -> int:
    total = 0
    for process in processes:
        with contextlib.suppress(psutil.Error):  # it may have ended by now
            total += size(process)
    return total


@cache
def _wire_source() -> str:
    return Path(wire.__file__).read_text(encoding="utf-8")
