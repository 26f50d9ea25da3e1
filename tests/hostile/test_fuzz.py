"""Twenty thousand mutated notebooks and folders: none raises past the boundary, takes long or takes much memory."""

import copy
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from autograder.reading import Unreadable
from autograder.repair import repair
from autograder.submission import read_submission
from tests.hostile.corpus import LAB
from tests.hostile.run import lab
from tests.make_class import release, short, solutions, text

NOTEBOOKS, FOLDERS = 16_000, 4_000
SECONDS, MB = 5, 200

pytestmark = pytest.mark.slow(part="fuzz")
many = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
    "database": None,
}

WORK = json.loads(text(short(solutions(LAB))))
PARTS = (
    "cells",
    "metadata",
    "source",
    "nbgrader",
    "attachments",
    "outputs",
    "id",
    "grade_id",
    "cell_type",
    "nbformat",
    "worksheets",
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(PARTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(PARTS) | st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
PIECES = (b'{"cells": [', b'"cell_type": "code"', b"[" * 3000, b'{"id":' * 200, b"\xff\xfe", b"\x00" * 64, b"\\ud800", b"1e999", b"9" * 5000,
          b"data:image/png;base64," + b"A" * 3000, b"$$" * 500, b"`" * 400, b"![](attachment:x.png)", b"\r\n", b'"metadata": {"nbgrader": {')  # fmt: skip


class Worst:
    """How many cases there were, and what the worst of them took."""

    def __init__(self):
        self.cases, self.seconds, self.mb = 0, 0.0, 0.0

    def check(self, work):
        Path("/proc/self/clear_refs").write_text("5")  # the highest memory use counts from here
        before, began = memory("VmRSS"), time.process_time()
        work()
        took, grew = time.process_time() - began, memory("VmHWM") - before
        self.cases, self.seconds, self.mb = self.cases + 1, max(self.seconds, took), max(self.mb, grew)
        assert took < SECONDS
        assert grew < MB

    def say(self, what: str, least: int) -> None:
        """Say it past pytest's capture, in whatever process this is."""
        print(
            f"\n{self.cases:,} {what}: at worst {self.seconds:.2f} s and {self.mb:.0f} MB more",
            file=sys.__stderr__,
        )
        assert self.cases >= least


def memory(field: str) -> float:
    """Return a figure of this process's memory, in MB."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def parts_of(value):
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from parts_of(inner)


def rearranged(chance: random.Random, junk: list) -> bytes:
    """Return a notebook with keys and cells removed, repeated, shuffled, exchanged and replaced by junk."""
    notebook = copy.deepcopy(WORK)
    for new in junk:
        part = chance.choice([part for part in parts_of(notebook) if part])
        key = chance.choice(list(part) if isinstance(part, dict) else range(len(part)))
        change = chance.randrange(6)
        if change == 0:
            del part[key]
        elif change == 1:
            part[key] = new
        elif change == 2:
            part[key] = copy.deepcopy(chance.choice(list(parts_of(notebook))))
        elif change == 3 and isinstance(part[key], str):
            at = chance.randrange(len(part[key]) + 1)
            part[key] = part[key][:at] + str(new) * chance.choice((1, 1, 50)) + part[key][at:]
        elif isinstance(part, list):
            part.insert(key, copy.deepcopy(chance.choice(part)))
            chance.shuffle(part)
    return json.dumps(notebook).encode(errors="surrogatepass")


def battered(chance: random.Random, data: bytes) -> bytes:
    """Return bytes cut, repeated, overwritten, and with pieces put in that readers stumble over."""
    for _ in range(chance.randint(1, 6)):
        start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        end = min(end, start + chance.choice((1, 20, 400, len(data))))
        piece = chance.choice(
            (b"", chance.choice(PIECES), chance.randbytes(chance.randint(1, 20)), data[start:end] * 2)
        )
        piece *= chance.choice((1, 1, 1, 30))
        data = (data[:start] + piece + data[end:])[:2_000_000]
    if chance.random() < 0.02 and data:  # one piece over and over, to some megabytes
        start = chance.randrange(len(data))
        piece = data[start : start + chance.choice((3, 30, 3_000))]
        data = data[:start] + piece * (chance.choice((2, 20)) * 10**6 // len(piece)) + data[start:]
    return data


SEEDS, JUNKS = st.integers(0, 2**62), st.lists(JUNK, min_size=1, max_size=10)


def hand_in(chance: random.Random, junk: list) -> bytes:
    """Return a notebook rearranged, battered, both, or bytes that never were one."""
    form = chance.randrange(8)
    if form == 0:
        return chance.randbytes(chance.randint(0, 300))
    data = text(release(LAB)) if form == 1 else rearranged(chance, junk)
    return data if form < 5 and form != 1 else battered(chance, data)


def read(data: bytes) -> None:
    """Say that an answer is one of the two allowed: a notebook, or a sentence."""
    try:
        repaired = repair(data, lab())
    except Unreadable as refusal:
        assert str(refusal).endswith(".") and "\n" not in str(refusal)
        return
    graded = [
        c.metadata.nbgrader.grade_id
        for c in repaired.notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade")
    ]
    assert sorted(graded) == sorted(
        c.metadata.nbgrader.grade_id
        for c in lab().source.cells
        if c.metadata.get("nbgrader", {}).get("grade")
    )
    assert (
        sum(
            c.metadata.nbgrader.points
            for c in repaired.notebook.cells
            if c.metadata.get("nbgrader", {}).get("grade")
        )
        == 20
    )


def test_mutated_notebooks():
    """Rearranged and battered notebooks are repaired or refused."""
    read(text(short(solutions(LAB))))
    worst = Worst()

    @settings(max_examples=NOTEBOOKS, **many)
    @given(SEEDS, JUNKS)
    def go(seed, junk):
        data = hand_in(random.Random(seed), junk)
        worst.check(lambda: read(data))

    go()
    worst.say("mutated notebooks", NOTEBOOKS)


NAMES = st.sampled_from([f"{LAB}.ipynb", f"Copy of {LAB} (1).ipynb", "timestamp.txt", "course", "torch.py", "helper.py", "data.csv",
                         ".ipynb_checkpoints", "verdicts.json", "index.html", "=1+1", "a\nb", "\u202ex", "-rf", "con"]) | st.text(min_size=1, max_size=12)  # fmt: skip
KINDS = st.sampled_from(
    [
        "file",
        "file",
        "notebook",
        "notebook",
        "bytes",
        "folder",
        "link",
        "pipe",
        "sparse",
        "closed",
        "many",
        "deep",
    ]
)


def lay(folder: Path, name: str, kind: str, chance: random.Random, data: bytes) -> None:
    """Lay one thing of this kind; a name that no file can have is left out, and so is one that is there already.

    Written to a second time, a link would lead to a file of this host, and a pipe would wait for ever.
    """
    path = folder / name.replace("/", "_").replace("\0", "_")
    try:
        if os.path.lexists(path):
            return
        if kind in {"file", "notebook", "bytes"}:
            path.write_bytes(
                {"file": chance.randbytes(50), "notebook": text(short(solutions(LAB))), "bytes": data}[kind]
            )
        elif kind == "folder":
            path.mkdir()
            lay(path, f"{LAB}.ipynb", chance.choice(("notebook", "link", "pipe")), chance, data)
        elif kind == "link":
            path.symlink_to(chance.choice(("/etc/passwd", "/dev/zero", "..", path.name, "/proc/self/mem")))
        elif kind == "pipe":
            os.mkfifo(path)
        elif kind == "sparse":
            with open(path, "wb") as file:
                file.truncate(chance.choice((49_000_000, *[2_000_000] * 9, 60_000_000, 2**40)))
        elif kind == "closed":
            path.touch(mode=0)
        elif kind == "many":
            path.mkdir()
            for number in range(chance.choice((50, *[5] * 9, 1_100))):
                (path / f"{number}.ipynb").write_bytes(b"{}")
        elif kind == "deep":
            Path(path, *["d"] * 40).mkdir(parents=True)
        if chance.random() < 0.3:
            os.utime(path, (chance.choice((0, -1, 2**33)),) * 2, follow_symlinks=False)
    except (OSError, ValueError):
        pass


def test_mutated_folders():
    """Folders of links, pipes, look-alikes, endless and nameless files are read or refused."""
    worst = Worst()

    @settings(max_examples=FOLDERS, **many)
    @given(st.lists(st.tuples(NAMES, KINDS), min_size=1, max_size=7), SEEDS, JUNKS)
    def go(things, seed, junk):
        chance = random.Random(seed)
        data = hand_in(chance, junk)
        with tempfile.TemporaryDirectory() as folder:
            for name, kind in things:
                lay(Path(folder), name, kind, chance, data)
            worst.check(lambda: check(read_submission(Path(folder), lab(), "ada")))

    def check(found):
        assert bool(found.problem) != bool(found.notebook)
        assert all("\n" not in note and note.isprintable() for note in (*found.notes, found.problem))
        assert not any(Path(file.name).is_absolute() or ".." in Path(file.name).parts for file in found.files)

    go()
    worst.say("mutated folders", FOLDERS)


def test_atheris_finds_nothing_either():
    """Coverage-guided, where atheris is installed: bytes in, a notebook or a sentence out."""
    pytest.importorskip("atheris", reason="atheris is not installed; it has no wheels for every Python")
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzz_reading", "-runs=20000"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
