"""A Jupyter kernel provisioner that starts the kernel inside bubblewrap.

The kernel's sockets lie in a small private folder inside the sandbox; the grader reaches them
through ``/proc/<pid>/root``, so the sandbox needs no writable folder of the host at all.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import stat
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner
from traitlets import Dict, Instance, Unicode

from autograder.sandbox import bubblewrap
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm import Warm, said

START_SECONDS = 60
PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")


class SandboxProvisioner(LocalProvisioner):
    """Starts, watches and ends one sandboxed kernel; named ``unrolled-sandbox`` in kernel specs."""

    limits = Dict(help="Limits by name; see autograder.sandbox.limits.Limits.").tag(config=True)
    device = Unicode("cpu", help="cpu or cuda").tag(config=True)
    files = Dict(help="Files of the host to copy into the working folder, by their names there.").tag(
        config=True
    )

    warm = Instance(
        Warm, allow_none=True, help="The warm process to fork from; without one the kernel starts cold."
    )
    _stage: str | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Check that there is a sandbox before anything is started."""
        bubblewrap.find_bwrap()
        self.parent.transport = "ipc"
        kwargs = await super().pre_launch(**kwargs)
        return {**kwargs, "env": {}}  # else the sandbox's first process would hold, and show, the grader's

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict:
        """Start the sandbox; return the connection as it looks from outside.

        Parameters
        ----------
        cmd : list of str
            What Jupyter would start; the sandbox has its own.
        **kwargs
            Jupyter's, of which the environment is not passed on.

        Returns
        -------
        dict
            Jupyter's connection info.
        """
        with tempfile.TemporaryFile() as log:
            try:
                pid, inside = await (self._fork(log) if self.warm else self._launch(log, kwargs))
                connection = {**self.connection_info, "transport": "ipc", "ip": f"/proc/{pid}/root{inside}"}
                await self._wait_for_sockets(connection)
            except (ValueError, TimeoutError, ProcessLookupError, RuntimeError) as error:
                await self.kill()
                why = said(log) or str(error) or "it ended at once"
                raise RuntimeError(f"The sandboxed kernel did not start: {why}") from None
        self.connection_info = connection
        return connection

    async def _fork(self, log: Any) -> tuple[int, str]:
        """Fork a kernel from a warm process; return its process's number and the sockets' path inside."""
        ip = f"{bubblewrap.SOCKETS}/k"
        with open(self.parent.connection_file) as file:
            connection = {**json.load(file), "ip": ip}
        self.process = self.warm.fork(connection, Limits(**self.limits), self.files, log)
        self.pid = self.process.pid
        return self.pid, ip

    async def _launch(self, log: Any, kwargs: dict[str, Any]) -> tuple[int, str]:
        """Start bubblewrap; return the number of its first process and the sockets' path inside."""
        self._stage = tempfile.mkdtemp(prefix="unrolled-")
        os.chmod(self._stage, 0o755)
        read_end, write_end = os.pipe()
        try:
            spec = bubblewrap.spec(
                self.parent.connection_file,
                self._stage,
                write_end,
                Limits(**self.limits),
                self.device,
                self.files,
            )
            launcher = str(Path(__file__).with_name("launch.py"))
            # a file in the manager's private folder: two hundred long names are too much for a command line
            order = Path(self.parent.connection_file).with_name("spec.json")
            order.write_text(json.dumps(spec))
            command = [sys.executable, "-I", "-S", launcher, str(order)]
            kwargs.update(pass_fds=(write_end,), stdout=log, stderr=log)
            await super().launch_kernel(command, **kwargs)
        finally:
            os.close(write_end)
        info = await asyncio.to_thread(_read_all, read_end)
        return json.loads(info)["child-pid"], spec["ip"]

    async def _wait_for_sockets(self, connection: dict) -> None:
        paths = [f"{connection['ip']}-{connection[port]}" for port in PORTS]
        deadline = time.monotonic() + START_SECONDS
        while not all(_is_socket(path) for path in paths):
            if self.process.poll() is not None:
                raise ProcessLookupError
            if time.monotonic() > deadline:
                raise TimeoutError(f"no answer within {START_SECONDS} seconds")
            await asyncio.sleep(0.01)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove what the launch left on the host: one empty folder."""
        await super().cleanup(restart)
        if self._stage:
            shutil.rmtree(self._stage, ignore_errors=True)


def _read_all(handle: int) -> bytes:
    with os.fdopen(handle, "rb") as file:
        return file.read()


def _is_socket(path: str) -> bool:
    try:
        return stat.S_ISSOCK(os.lstat(path).st_mode)
    except OSError:
        return False
