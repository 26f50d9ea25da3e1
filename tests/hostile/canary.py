"""Canaries: what a submission must not read, write or reach, and a look at whether it did."""

from __future__ import annotations

import os
import secrets
import site
import socket
import sqlite3
import sys
import tempfile
from pathlib import Path

from tests.bank import ROOT
from tests.hostile.corpus import LAB

MARK = "UNROLLED-" + "CANARY-"  # in two parts: attacks search for it, and may find this file
GRADERS_OWN = (
    "_step_mistakes",
    "_recurrence_mistakes",
    "def expect_close",
    "BEGIN HIDDEN TESTS",
    "BEGIN MARK SCHEME",
)


class Canaries:
    """A made-up course on this host with secrets in every place, and doors that note who knocks."""

    def __init__(self) -> None:
        self.token = MARK + secrets.token_hex(16)
        self._folder = tempfile.TemporaryDirectory(prefix="canary-")
        self.folder = Path(self._folder.name)
        self.folder.chmod(0o755)
        self.planted = f"planted-{secrets.token_hex(8)}"
        self._lay()
        self._doors = [*self._listen()]

    def _lay(self) -> None:
        for name in (
            ".grading_secret",
            f"submitted/eve/{LAB}/{LAB}.ipynb",
            f"source/{LAB}/{LAB}.ipynb",
            "rows.json",
        ):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.token)
        with sqlite3.connect(self.folder / "gradebook.db") as db:
            db.execute("create table grade (name text)")
            db.execute("insert into grade values (?)", (self.token,))
        db.close()
        (self.folder / "open").mkdir()
        (self.folder / "open").chmod(0o777)  # where anybody on this host may write

    def _listen(self):
        tcp = socket.create_server(("127.0.0.1", 0))
        self.port = tcp.getsockname()[1]
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", self.port))
        self.abstract = f"canary-{secrets.token_hex(8)}"
        hidden = socket.socket(socket.AF_UNIX)
        hidden.bind("\0" + self.abstract)
        file = socket.socket(socket.AF_UNIX)
        file.bind(str(self.folder / "open" / "socket"))
        (self.folder / "open" / "socket").chmod(0o777)
        for door in (hidden, file):
            door.listen()
        for door in (tcp, udp, hidden, file):
            door.setblocking(False)
            yield door

    @property
    def words(self) -> dict[str, str]:
        """Return what attacks are told: where to look, never the token itself."""
        return {
            "CANARY_PORT": str(self.port),
            "CANARY_ABSTRACT": self.abstract,
            "CANARY_FOLDER": str(self.folder),
            "CANARY_PLANTED": self.planted,
        }

    @property
    def environment(self) -> dict[str, str]:
        """Return what the grader's own environment holds."""
        return {"COURSE_TOKEN": self.token}

    def reached(self, came_back: str) -> list[str]:
        """Return what was reached: secrets in what came back, doors that were knocked at."""
        found = [f"{word} came back" for word in (self.token, *GRADERS_OWN) if word in came_back]
        for door in self._doors:
            try:
                door.recv(1) if door.type == socket.SOCK_DGRAM else door.accept()[0].close()
            except BlockingIOError:
                continue
            found.append(f"a connection to {door.getsockname()!r}")
        return found

    def plantings(self) -> list[str]:
        """Return files with the planted name where a hand-in might get at this host."""
        from course.data import cache_folder

        tops = [
            "/",
            "/tmp",
            "/var/tmp",
            "/dev/shm",
            "/run",
            "/home",
            "/etc",
            "/etc/cron.d",
            Path.home(),
            ROOT,
            sys.prefix,
        ]
        tops += [cache_folder(), cache_folder().parent, site.getsitepackages()[0], Path(os.__file__).parent]
        folders = [Path(top) for top in tops] + [path for path in self.folder.rglob("*") if path.is_dir()]
        folders += [path.parent for path in (ROOT / "course").rglob("*.py")]
        return [
            str(path)
            for folder in {*folders}
            if folder.is_dir()
            for path in folder.iterdir()
            if self.planted in path.name
        ]

    def close(self) -> None:
        """Take the doors and the course away."""
        for door in self._doors:
            door.close()
        self._folder.cleanup()
