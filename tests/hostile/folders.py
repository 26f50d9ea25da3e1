"""Folders that are hostile by what lies in them beside the notebook, or in its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.corpus import LAB
from tests.make_class import release, short, solutions, text


@dataclass(frozen=True)
class Shape:
    """One folder by its maker, and what has to come of it."""

    make: Callable[[Path], None]
    score: float
    status: str
    says: str
    open: str

    @property
    def id(self) -> str:
        return self.make.__name__


SHAPES: list[Shape] = []


def shape(score: float = 17, status: str = "graded|repaired", says: str = "", still_open: str = ""):
    """Register a maker of a folder with its right row; the right notebook lies in it beforehand."""

    def register(make):
        SHAPES.append(Shape(make, score, status, says, still_open))
        return make

    return register


def lay(folder: Path, make: Callable[[Path], None]) -> Path:
    """Make a student's folder with the solved lab and what `make` adds."""
    folder.mkdir(parents=True)
    (folder / f"{LAB}.ipynb").write_bytes(text(short(solutions(LAB))))
    make(folder)
    return folder


@shape()
def timestamp_is_a_pipe(folder):
    os.mkfifo(folder / "timestamp.txt")


@shape()
def timestamp_of_words(folder):
    (folder / "timestamp.txt").write_text("not a time")


@shape()
def timestamp_empty(folder):
    (folder / "timestamp.txt").write_text("")


@shape()
def timestamp_of_two_gigabytes(folder):
    sparse(folder / "timestamp.txt", 2 * 2**30)


@shape()
def timestamp_is_a_link(folder):
    (folder / "timestamp.txt").symlink_to("/dev/zero")


@shape()
def timestamp_is_a_folder(folder):
    (folder / "timestamp.txt").mkdir()


@shape()
def timestamp_far_away(folder):
    (folder / "timestamp.txt").write_text("99999999-99-99 99:99:99 UTC" * 1000)


@shape()
def twenty_thousand_files(folder):
    for number in range(20_000):
        (folder / f"{number}.txt").touch()


@shape()
def deep_folders(folder):
    here = os.getcwd()
    try:
        os.chdir(folder)
        for _ in range(1_500):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)


@shape()
def large_files(folder):
    for number in range(8):
        sparse(folder / f"{number}.bin", 49_000_000)


@shape()
def larger_than_memory(folder):
    for number in range(20):
        sparse(folder / f"{number}.ipynb", 2**40)


@shape()
def twenty_look_alikes(folder):
    data = (folder / f"{LAB}.ipynb").read_bytes()
    (folder / f"{LAB}.ipynb").unlink()
    for number in range(20):
        (folder / f"{LAB} ({number}).ipynb").write_bytes(b" " * (48_000_000 if number else 0) + data)


@shape()
def pipes_and_sockets(folder):
    import socket

    os.mkfifo(folder / "helper.py")
    here = os.getcwd()
    os.chdir(folder)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door")
    os.chdir(here)


@shape()
def links_to_the_host(folder):
    for name, target in {
        "helper.py": "/etc/passwd",
        "data": "/",
        "zero.txt": "/dev/zero",
        "loop": "loop",
        "up": "..",
    }.items():
        (folder / name).symlink_to(target)


@shape(0, "unreadable", "link")
def notebook_is_a_link(folder):
    (folder / f"{LAB}.ipynb").unlink()
    (folder / f"{LAB}.ipynb").symlink_to("/etc/passwd")


@shape(0, "unreadable", "ordinary file")
def notebook_is_a_pipe(folder):
    (folder / f"{LAB}.ipynb").unlink()
    os.mkfifo(folder / f"{LAB}.ipynb")


@shape(0, "unreadable")
def notebook_is_endless(folder):
    (folder / f"{LAB}.ipynb").unlink()
    sparse(folder / f"{LAB}.ipynb", 2**40)


@shape()
def names_that_speak(folder):
    for name in (
        "=HYPERLINK(1)",
        "a\nb",
        "\x1b[2J",
        "<script>alert(1)<",
        "-rf",
        "..\\..\\x",
        "\u202egnp.exe",
        "a" * 255,
        "%00",
        "con",
    ):
        (folder / name).write_text("x")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe")).write_text("x")


@shape()
def no_permission(folder):
    (folder / "closed").mkdir()
    (folder / "closed").chmod(0)
    (folder / "secret.txt").touch(mode=0)


@shape()
def a_page_with_a_script(folder):
    (folder / "index.html").write_text("<script>alert(1)</script>")
    (folder / f"{LAB}.html").write_text("<script>alert(1)</script>")


@shape()
def course_and_torch_hidden(folder):
    for name in (
        "torch",
        "course",
        "random",
        "json",
        "safetensors",
        "base64",
        "ipykernel",
        "sitecustomize",
        "usercustomize",
        "collections",
    ):
        (folder / f"{name}.py").write_text("raise SystemExit('17')\n")
    (folder / "course").mkdir()
    (folder / "course" / "__init__.py").write_text("raise SystemExit('17')\n")
    (folder / "unrolled.pth").write_text("import os; os._exit(1)\n")


@shape()
def start_up_files(folder):
    for name in (
        "ipython_config.py",
        "ipython_kernel_config.py",
        "jupyter_config.py",
        "nbgrader_config.py",
        "conftest.py",
        "pyvenv.cfg",
    ):
        (folder / name).write_text("raise SystemExit('17')\n")
    for name in (
        ".ipython/profile_default/startup/00.py",
        ".local/lib/python3.11/site-packages/usercustomize.py",
        ".pdbrc",
        ".matplotlib/matplotlibrc",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("raise SystemExit('17')\n")


@shape()
def verdicts_beside(folder):
    (folder / "verdicts.json").write_text('{"score": 17, "max_score": 17, "sha256": "x"}')
    (folder / "gradebook.db").write_text("17")


@shape()
def names_that_collide(folder):
    """Names that become one when they are made plain, one of them a folder's."""
    for name in ("a b", "a\tb", "a\nb", "A B", "a_b", "a-b"):
        (folder / name).write_text("x")
    for name in ("a\x01b", "a\x02b", "a?b", "a*b"):
        (folder / name).mkdir()
        (folder / name / "c").write_text("x")


@shape()
def long_names(folder):
    """Two hundred paths as long as they may be."""
    deep = folder / ("ä" * 120) / ("ö" * 120) / ("ü" * 120)
    deep.mkdir(parents=True)
    for number in range(200):
        (deep / f"{number:03}{'ß' * 120}.py").write_text("x = 1")


@shape()
def data_of_eighteen_megabytes(folder):
    (folder / "data.bin").write_bytes(b"1" * 18_000_000)


@shape()
def helper_module(folder):
    """What students do: a module, a table and a picture beside the notebook."""
    notebook = short(
        {
            **solutions(LAB),
            "init_state": f"import helper\n\nassert open('table.csv').read()\n{solutions(LAB)['init_state']}",
        }
    )
    (folder / f"{LAB}.ipynb").write_bytes(text(notebook))
    (folder / "helper.py").write_text("def twice(x):\n    return 2 * x\n")
    (folder / "table.csv").write_text("a,b\n1,2\n")
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n")


@shape(17, "graded|repaired", "was not used")
def untouched_beside_the_work(folder):
    """An untouched notebook under the lab's name beside the real work."""
    (folder / f"{LAB}.ipynb").rename(folder / "my solution.ipynb")
    (folder / f"{LAB}.ipynb").write_bytes(text(release(LAB)))


@shape(17, "repaired")
def only_in_checkpoints(folder):
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / f"{LAB}.ipynb").rename(folder / ".ipynb_checkpoints" / f"{LAB}-checkpoint.ipynb")


def sparse(path: Path, size: int) -> None:
    with open(path, "wb") as file:
        file.truncate(size)
