"""One sandboxed kernel: run a cell, ask for data, and never be stopped by what happens inside."""

from __future__ import annotations

import base64
import contextlib
import marshal
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import zmq
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from autograder import wire
from autograder.reply import REPLY_LIMIT, Late, Stopped
from autograder.sandbox import inside
from autograder.sandbox.bubblewrap import HOME
from autograder.sandbox.channel import FRAME_LIMIT, Message, NoMessage, receive
from autograder.sandbox.limits import LONGEST, WALL, Limits, Purse
from autograder.sandbox.outputs import Outputs, Ran
from autograder.sandbox.warm import borrow, give_back
from autograder.sandbox.watch import look

if TYPE_CHECKING:
    from autograder.files import File

START_SECONDS = 120
GRACE_SECONDS = 5.0  # how long an interrupted kernel may take to answer
SILENT_SECONDS = 20.0  # how long one that has answered may take to send the rest: a busy host is slow
MARK_SECONDS = 1.0  # after this silence one is asked again whether that was all: of a flood some is lost
TICK = 0.2
SHARED_MB = 1024  # what processes of a submission may use beyond the memory of one
GRADER_MB = 512  # by how much messages may make the grader itself grow
CLOSED = "The notebook's kernel closed its connection, and was stopped."
USED_UP = "The notebook used up all its time, and nothing after it ran."
PROCESSES = 64  # whole processes, not threads, that may live at once
LOOKS = 10  # as often one has to find more of them: a moment says more about the host than about the code

Take = Callable[[str, dict], None]  # (kind, content) of an output


class SandboxedKernel:
    """A kernel in the sandbox; use it as a context manager.

    Parameters
    ----------
    files : sequence of File
        What is laid into its working folder.
    purse : Purse, optional
        The seconds that are left, where another kernel used some of them.

    Raises
    ------
    Stopped
        From `run` and `transport`, when the kernel is gone; the message says why.
    """

    def __init__(
        self, limits: Limits, device: str = "cpu", files: Sequence[File] = (), purse: Purse | None = None
    ):
        self.limits, self.device, self.files = limits, device, files
        self.purse = purse or Purse(limits)
        self.gone = ""
        self._warm = None
        self._usage, self._memory, self._next_look, self._counted = None, float("inf"), 0.0, 0.0
        self._crowded = 0  # looks, one after the other, that found too many processes

    @property
    def lost(self) -> bool:
        """Return whether the process from which it was forked is gone: ended from outside, with all its forks."""
        return self._warm is not None and not self._warm.answers()

    def __enter__(self) -> SandboxedKernel:
        self._folder = tempfile.TemporaryDirectory(prefix="unrolled-")
        # a process that has used CUDA cannot be forked
        self._warm = borrow() if self.device == "cpu" else None
        config = {"limits": self.limits.as_dict(), "device": self.device, "files": self._staged()}
        config["warm"] = self._warm
        self._context = zmq.Context()
        self._context.setsockopt(zmq.MAXMSGSIZE, FRAME_LIMIT)
        # never again to a path that student code may have replaced
        self._context.setsockopt(zmq.RECONNECT_IVL, -1)
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
            metadata={"kernel_provisioner": {"provisioner_name": "unrolled-sandbox", "config": config}},
        )
        try:
            self._manager.start_kernel()
            self._connect()
            self._settle()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _staged(self) -> dict[str, str]:
        """Write the student's files where the sandbox's start can read them; return their places by name."""
        places = {}
        for number, file in enumerate(self.files):
            place = Path(self._folder.name) / f"{number}.file"
            place.write_bytes(file.data)
            places[file.name] = str(place)
        return places

    def _connect(self) -> None:
        """Wait until a request is answered on both channels."""
        self._client = BlockingKernelClient(context=self._context)
        self._client.load_connection_info(self._manager.get_connection_info())
        self._client.start_channels(stdin=False, hb=False)
        self._shell, self._iopub = self._client.shell_channel.socket, self._client.iopub_channel.socket
        self._poller = zmq.Poller()
        self._poller.register(self._shell, zmq.POLLIN)
        self._poller.register(self._iopub, zmq.POLLIN)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and not self.gone:
            if self._wait(self._client.kernel_info(), 5, clock=5) == "done":
                return
        raise RuntimeError(f"The sandboxed kernel did not answer. {self.gone}")

    def _settle(self) -> None:
        """Make the kernel ready, see `inside`; what that costs is not the student's."""
        program = (
            f"exec({_source(inside)!r}, s), s['settle'](get_ipython(), {self.limits.as_dict()!r}, {HOME!r})"
        )
        # an expression of an empty cell: a cell of its own would put IPython's own `write` back when it ends
        expression, reply = f"(lambda s: ({program}))({{'__name__': 'inside'}})", {}
        request = self._ask("", silent=True, user_expressions={"settled": expression})
        outcome = self._wait(request, START_SECONDS, reply=reply)
        settled = reply.get("user_expressions", {}).get("settled", {})
        if outcome != "done" or settled.get("status") != "ok":
            why = self.gone or f"{settled.get('ename')}: {settled.get('evalue')}"
            raise RuntimeError(f"The sandboxed kernel cannot be made ready. {why}")
        self._usage = look(self._manager.provisioner.process.pid)
        shared = psutil.Process(self._manager.provisioner.process.pid).memory_info().rss if self._warm else 0
        self._memory = self._usage.memory - shared + (self.limits.memory_mb + SHARED_MB) * 2**20

    def __exit__(self, *_: Any) -> None:
        # never `stop_channels`: it would first open those that were not, by paths that student code may have replaced
        with contextlib.suppress(Exception):
            self._manager.shutdown_kernel(now=True)
        with contextlib.suppress(Exception):
            self._context.destroy(linger=0)
        self._folder.cleanup()
        if self._warm:
            give_back(self._warm)

    def run(self, source: str) -> Ran:
        """Run one cell; see `Ran`."""
        kept = Outputs(int(min(self.limits.output_mb * 2**20, self.purse.output_bytes)))
        request, seconds = self._ask(source, store_history=False), self.purse.share()
        outcome = self._wait(request, seconds, kept.take)
        if outcome in {"done", "error"}:
            self._next_look = 0.0  # what a cell left behind is its own fault, not that of the next one
            while not self._look(time.monotonic()) and self._crowded:
                time.sleep(TICK)
            outcome = "gone" if self.gone else outcome
        sentence = self.gone if outcome == "gone" else ""
        if outcome in {"late", "idle"}:
            sentence = self._end(request, outcome, seconds, "This cell")
        self.purse.output_bytes -= kept.size
        error = outcome == "error" or any(o.output_type == "error" for o in kept.outputs)
        return Ran(kept.outputs, error, sentence, kept.notes, bool(self.gone))

    def transport(self, source: str, name: str, text: str, seed: int, seconds: float) -> str:
        """Run a probe in the kernel and return its encoded reply: a `check.Transport`.

        Parameters
        ----------
        source, name : str
            The probe's code, and its name there.
        text : str
            Its encoded inputs.
        seed : int
            Of PyTorch's random numbers.
        seconds : float
            Of processor time that it may take.

        Returns
        -------
        str
            Of which nothing is trusted.
        """
        inputs = base64.b64encode(text.encode()).decode()
        # a reply no longer than what says that it is too long: beyond FRAME_LIMIT nothing would arrive
        arguments = (_compiled(source), name, inputs, seed, self.device, REPLY_LIMIT + 1)
        program = f"__import__('marshal').loads(__import__('base64').b64decode({_compiled(_source(wire))!r}))"
        expression = f"(lambda names, wire: (exec({program}, wire), wire['answer'](names, *{arguments!r}))[1])(globals(), {{}})"
        request = self._ask("", silent=True, user_expressions={"reply": expression})
        reply: dict = {}
        seconds = self.purse.share(seconds)
        outcome = self._wait(request, seconds, reply=reply)
        if outcome in {"late", "idle"}:
            raise Late(self._end(request, outcome, seconds, "Your code"))
        if outcome == "gone":
            raise Stopped(self.gone)
        answer = reply.get("user_expressions", {}).get("reply", {}).get("data", {}).get("text/plain", "")
        try:
            return base64.b64decode(str(answer)[1:-1], validate=True).decode()
        except ValueError:
            return ""

    def _ask(self, source: str, **options: Any) -> str:
        """Send an execute request and return its id; the kernel may have died since the last one."""
        if self.purse.empty:
            self._die(USED_UP)
        if self._ended():
            raise Stopped(self.gone)
        try:
            return self._client.execute(source, allow_stdin=False, **options)
        except zmq.ZMQError:  # the other end is closed: waiting for room to send would never end
            self._die(CLOSED)
            raise Stopped(self.gone) from None

    def _wait(
        self,
        request: str,
        seconds: float,
        take: Take = lambda *_: None,
        reply: dict | None = None,
        clock: float = 0.0,
    ) -> str:
        """Read both channels until the request is answered.

        Returns
        -------
        str
            ``done`` or ``error``; ``late`` beyond `seconds` of processor time; ``idle`` beyond `clock` seconds, four
            times as many unless given, not counting those in which the host had no core free; ``gone`` when the
            kernel is.
        """
        began = self._counted = time.monotonic()
        clock, before = clock or WALL * seconds, self._usage
        status, heard, idle, marks = "", began, False, {request}
        while not (status and idle):
            now = time.monotonic()
            if status and now > heard + SILENT_SECONDS:  # the channel was cut at FRAME_LIMIT
                self._die("The notebook printed far too much at once and was stopped.")
            if self.purse.overdue:
                self._die(USED_UP)
            if self._look(now):
                return "gone"
            queued = self._usage.queued - before.queued if before else 0.0
            if before and self._usage.processor - before.processor > seconds:
                return "late"
            # what it makes wait for a core by itself must not stop the clock for good
            if now - began - queued > clock or now - began > LONGEST * clock:
                return "idle"
            ready = dict(self._poller.poll(1000 * TICK))
            try:
                if status and now > heard + MARK_SECONDS * len(marks):
                    marks.add(self._client.kernel_info())
                said = self._received(self._shell, ready, 2 * REPLY_LIMIT)
                if said and said.parent == request and not status:
                    status, heard = "error" if said.content.get("status") == "error" else "done", now
                    (reply if reply is not None else {}).update(said.content)
                said = self._received(self._iopub, ready, int(2 * self.limits.output_mb * 2**20))
                heard = now if said else heard
                if said and said.kind == "status" and said.parent in marks:
                    idle |= said.content.get("execution_state") == "idle"
                elif said and (said.kind == "huge" or said.parent == request):
                    take(said.kind, said.content)
            except NoMessage:
                self._die("The notebook's kernel sent something that is no message, and was stopped.")
                return "gone"
            except zmq.ZMQError:
                self._ended() or self._die(CLOSED)
                return "gone"
        self.purse.spend(0.0, time.monotonic() - self._counted)
        return status

    def _received(self, socket: zmq.Socket, ready: dict, limit: int) -> Message | None:
        return receive(socket, self._client.session, limit) if socket in ready else None

    def _ended(self) -> bool:
        process = self._manager.provisioner.process
        if not self.gone and (process is None or process.poll() is not None):
            self.gone = "The notebook's kernel died: it ran out of memory, or the code ended its own process."
        return bool(self.gone)

    def _look(self, now: float) -> bool:
        """Return True when the kernel is gone, ending it when it is beyond its limits; looks every `TICK` seconds."""
        if now < self._next_look or self._ended():
            return bool(self.gone)
        usage = look(self._manager.provisioner.process.pid, self._memory, self._usage)
        if self._usage:
            gone_by = now - self._counted
            queued = min(gone_by, max(0.0, usage.queued - self._usage.queued))
            used = max(0.0, usage.processor - self._usage.processor)
            self.purse.spend(used, gone_by - queued, queued)
            self._usage = usage
        self._counted, self._next_look = now, time.monotonic() + TICK
        self._crowded = self._crowded + 1 if usage.processes > PROCESSES else 0
        if usage.memory > self._memory:
            self._die(f"The notebook used more than {self.limits.memory_mb:,} MB of memory and was stopped.")
        elif self._crowded > LOOKS:
            self._die(f"The notebook started more than {PROCESSES} processes and was stopped.")
        elif usage.stopped:
            self._die("The notebook stopped its own process by a signal, and was ended.")
        elif psutil.Process().memory_info().rss - self._own > GRADER_MB * 2**20:
            self._die("The notebook sent the grader far too much and was stopped.")
        return bool(self.gone)

    def _end(self, request: str, why: str, seconds: float, what: str) -> str:
        """Interrupt the request; end the kernel if it does not obey. Return what to tell the student."""
        said = {
            "late": f"{what} used more than {seconds:.0f} seconds of processor time and was stopped: is there a loop without an end?",
            "idle": f"{what} took longer than {WALL * seconds:.0f} seconds and was stopped: does it sleep or wait for something?",
        }[why]
        self.purse.late()
        self._manager.interrupt_kernel()
        if self._wait(request, GRACE_SECONDS) not in {"done", "error"}:
            self._die(f"{said} It could not be interrupted.")
        return self.gone or said

    def _die(self, sentence: str) -> None:
        self.gone = self.gone or sentence
        with contextlib.suppress(Exception):
            self._manager.provisioner.process.kill()


@cache
def _compiled(source: str) -> str:
    """Return the code of a probe for a kernel, which has the same Python: there each question would compile it anew."""
    return base64.b64encode(marshal.dumps(compile(source, "<string>", "exec", dont_inherit=True))).decode()


@cache
def _source(module: Any) -> str:
    return Path(module.__file__).read_text(encoding="utf-8")
