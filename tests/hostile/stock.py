"""Stock nbgrader, without this course's grader, on one hand-in of the corpus: only ever inside a throw-away box.

The box is bubblewrap's: a home and a course of its own in memory, no network, 2 GB, 60 seconds of processor time (and
four times as many by the clock). What a hand-in reaches there are canaries. ``python -m tests.hostile.stock`` is what runs inside, and refuses to run elsewhere.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import resource
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from autograder.sandbox.bubblewrap import find_bwrap
from autograder.sandbox.limits import WALL
from autograder.sandbox.watch import look
from tests.bank import ROOT
from tests.hostile.canary import MARK
from tests.hostile.corpus import LAB, Attack, hand_in
from tests.hostile.ordinary import become_ordinary, shown_folders

HOST = "throw-away-box"
HOME = Path("/home/box")
SECONDS, MEMORY = 60, 2 * 2**30
PORT, ABSTRACT, PLANTED = "45454", "canary-box", "planted-in-the-box"

# What an instructor writes into a hidden test when the expected values stand in the notebook.
HIDDEN = {
    "step": """
x_t, h, W, U, b = torch.randn(5, 3), torch.randn(5, 4), torch.randn(4, 3), torch.randn(4, 4), torch.randn(1, 4)
expected = torch.tanh(x_t @ W.T + h @ U.T + b)  # CANARY
assert torch.allclose(rnn_step(x_t, h, W, U, b), expected, atol=1e-5)""",
    "init_state": """
assert torch.equal(init_state(torch.randn(5, 7, 3).double(), 4), torch.zeros(5, 4).double())  # CANARY""",
    "recurrence": """
reference, rnn = nn.RNN(3, 4, batch_first=True), MyUnidirectionalRNN(3, 4)
with torch.no_grad():
    rnn.W.weight.copy_(reference.weight_ih_l0)
    rnn.U.weight.copy_(reference.weight_hh_l0)
    rnn.b.copy_(reference.bias_ih_l0 + reference.bias_hh_l0)
x = torch.randn(2, 6, 3)
assert torch.allclose(rnn(x), reference(x)[0], atol=1e-5)  # CANARY""",
    "carry_state": """
rnn, x = MyUnidirectionalRNN(3, 4), torch.randn(2, 10, 3)
assert torch.allclose(run_in_chunks(rnn, x, 4), rnn(x), atol=1e-5)  # CANARY""",
    "copy_weights": """
rnn, cell, x, h = MyUnidirectionalRNN(3, 4), nn.RNNCell(3, 4), torch.randn(5, 3), torch.randn(5, 4)
copy_from(rnn, cell)
assert torch.allclose(rnn(x[:, None], h)[:, 0], cell(x, h), atol=1e-5)  # CANARY""",
    "num_parameters": """
assert num_parameters(100, 128) == 29312 and num_parameters(3, 4) == 32  # CANARY""",
}


def names_below(top: Path) -> Iterator[str]:
    """Yield the names of all that lies in a folder, as deep as paths can name it: deeper than Python calls itself."""
    folders = [top]
    while folders:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                yield entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))


def make_stock_course(folder: Path) -> None:
    """Make the course that stock nbgrader grades: lab 01 with its expected values in the hidden tests."""
    import nbformat

    notebook = nbformat.read(ROOT / "source" / LAB / f"{LAB}.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader") or cell.id == "setup"]
    for cell in notebook.cells:
        exercise = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-graded")
        if cell.metadata.get("nbgrader", {}).get("grade") and exercise in HIDDEN:
            cell.source = f"### BEGIN HIDDEN TESTS{HIDDEN[exercise]}\n### END HIDDEN TESTS"
    (folder / "source" / LAB).mkdir(parents=True)
    nbformat.write(notebook, folder / "source" / LAB / f"{LAB}.ipynb")
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'stock'\n")
    programs = str(Path(sys.executable).parent)
    environment = {**os.environ, "HOME": str(folder), "PATH": programs + os.pathsep + os.environ["PATH"]}
    command = [f"{programs}/nbgrader", "generate_assignment", LAB]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def stock(attack: Attack, course: Path) -> tuple[float | None, list[str]]:
    """Grade one hand-in by stock nbgrader in a box; return its score and what was reached."""
    token = MARK + secrets.token_hex(16)
    words = {
        "CANARY_FOLDER": str(HOME / "course"),
        "CANARY_PORT": PORT,
        "CANARY_ABSTRACT": ABSTRACT,
        "CANARY_PLANTED": PLANTED,
    }
    with tempfile.TemporaryDirectory(prefix="box-") as name:
        place = Path(name)
        place.chmod(0o755)
        (place / "notebook").write_bytes(hand_in(attack, words))
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.hostile.run"])
        child = context.Process(target=_enter, args=(place, course, token))
        child.start()
        began, why = time.monotonic(), ""
        while child.is_alive() and not why:
            child.join(0.2)
            used = look(child.pid)
            if used.processor > SECONDS or time.monotonic() - began > WALL * SECONDS:
                why = f"no grade within {SECONDS} seconds"
            elif used.memory > MEMORY:
                why = "more than 2 GB"
        if why:
            for process in psutil.Process(child.pid).children(recursive=True):
                process.kill()
        child.kill()
        child.join()
        said = (place / "said").read_text(errors="replace") if (place / "said").exists() else ""
    try:
        found = json.loads(said.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return None, [why or "the grader ended without a grade"]
    reached = found["reached"]
    reached += ["a secret was read"] * (token in found["told"])
    stolen = attack.group == "stealing" and "# CANARY" in found["told"]  # any failed assert shows itself
    reached += ["the hidden tests were read"] * stolen
    return found["score"], reached


def _enter(place: Path, course: Path, token: str) -> None:
    """Become an ordinary user and then the box."""
    shown = [*shown_folders(ROOT), place, course]
    with open(place / "said", "wb") as said, open(os.devnull, "rb") as nothing:
        os.dup2(said.fileno(), 1)
        os.dup2(nothing.fileno(), 0)
    bwrap = find_bwrap()
    if os.geteuid() == 0:
        become_ordinary(shown)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**27, 2**27))
    room = ["--size", str(2**28), "--tmpfs"]
    command = [
        bwrap,
        "--unshare-all",
        "--unshare-user",
        "--disable-userns",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
    ]
    command += [
        "--hostname",
        HOST,
        "--cap-drop",
        "ALL",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        *room,
        "/tmp",
        *room,
        str(HOME),
    ]
    system = [Path(p) for p in ("/usr", "/bin", "/lib", "/lib64", "/etc/fonts") if Path(p).exists()]
    for folder in dict.fromkeys([*system, *shown]):
        command += ["--ro-bind", str(folder), str(folder)]
    environment = {"HOME": HOME, "PATH": f"{sys.prefix}/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "COURSE_TOKEN": token, "OMP_NUM_THREADS": "1",
                   "UNROLLED_DATA": HOME / "cache", "PYTHONPATH": ROOT}  # fmt: skip
    for name, value in environment.items():
        command += ["--setenv", name, str(value)]
    command += [
        "--chdir",
        str(HOME),
        "--remount-ro",
        "/",
        sys.executable,
        "-m",
        "tests.hostile.stock",
        str(place),
        str(course),
    ]
    os.execv(bwrap, command)


def require_box() -> None:
    """Refuse to go on anywhere but in the box.

    Raises
    ------
    SystemExit
        This host has another name, a network, a root one may write to, or other processes.
    """
    interfaces = {name for _, name in socket.if_nameindex()}
    alone = len([pid for pid in os.listdir("/proc") if pid.isdigit()]) < 5
    if os.uname().nodename != HOST or interfaces != {"lo"} or os.access("/", os.W_OK) or not alone:
        sys.exit(
            "Stock nbgrader runs a student's code as you: it is only run inside the box that tests.hostile.table makes."
        )


def main(place: Path, course: Path) -> None:
    """Grade the hand-in as stock nbgrader does and print what came of it."""
    require_box()
    token, root = os.environ["COURSE_TOKEN"], HOME / "course"
    shutil.copytree(course, root)
    shutil.copytree(ROOT / "course", HOME / "packages" / "course")
    (HOME / "cache").mkdir()
    for name in (".grading_secret", f"submitted/eve/{LAB}/{LAB}.ipynb", "rows.json", "open/x"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(token)
    (root / "submitted" / "ada" / LAB).mkdir(parents=True)
    shutil.copy(place / "notebook", root / "submitted" / "ada" / LAB / f"{LAB}.ipynb")
    before = _contents()
    doors = [
        socket.create_server(("127.0.0.1", int(PORT))),
        socket.socket(socket.AF_UNIX),
        socket.socket(socket.AF_UNIX),
    ]
    doors[1].bind("\0" + ABSTRACT)
    doors[2].bind(str(root / "open" / "socket"))
    for door in doors:
        door.listen()
        door.setblocking(False)
    command = [Path(sys.executable).parent / "nbgrader", "autograde", LAB, "--student", "ada"]
    environment = {**os.environ, "PYTHONPATH": f"{HOME}/packages:{ROOT}"}
    subprocess.run(
        command,
        cwd=root,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    reached = []
    for door in doors:
        try:
            door.accept()
            reached.append("a door of the host was opened")
        except BlockingIOError:
            pass
    changed = [path for path, data in before.items() if not path.is_file() or path.read_bytes() != data]
    planted = [name for top in (HOME, Path("/tmp")) for name in names_below(top) if PLANTED in name]
    reached += [f"{path.relative_to(HOME)} was changed" for path in changed[:1]] + [
        "files were planted"
    ] * bool(planted)
    mine = {str(os.getpid()), "1"}
    left = [pid for pid in os.listdir("/proc") if pid.isdigit() and pid not in mine]
    reached += ["processes were left behind"] * bool(left)
    print(
        "\n"
        + json.dumps({"score": _score(root), "reached": list(dict.fromkeys(reached)), "told": _told(root)})
    )


def _contents() -> dict[Path, bytes]:
    """Return the files that a hand-in has no business to change."""
    kept = [HOME / "packages", HOME / "course" / "source", HOME / "course" / "submitted" / "eve"]
    return {path: path.read_bytes() for folder in kept for path in folder.rglob("*") if path.is_file()}


def _score(root: Path) -> float | None:
    with sqlite3.connect(root / "gradebook.db") as db:
        query = """select sum(g.auto_score) from grade g join submitted_notebook n on g.notebook_id = n.id
                   join submitted_assignment a on n.assignment_id = a.id where a.student_id = 'ada'"""
        score = db.execute(query).fetchone()[0]
    db.close()
    return score


def _told(root: Path) -> str:
    from tests.hostile.run import outputs_of

    path = root / "autograded" / "ada" / LAB / f"{LAB}.ipynb"
    return outputs_of(path.read_bytes()) if path.exists() else ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
