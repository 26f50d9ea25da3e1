"""The exchange as it is meant: an instructor and students, each an ordinary user of one machine."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from autograder.doctor import _exchange
from autograder.sandbox.bubblewrap import find_bwrap
from tests.bank import ROOT
from tests.make_class import make_course

pytestmark = pytest.mark.long
LAB = "01_custom_rnn"
PEOPLE = ("teacher", "ada", "ben")
STUDENTS_CONFIG = """c = get_config()
c.CourseDirectory.course_id = "unrolled"
c.Exchange.root = {exchange!r}
"""


@pytest.fixture(scope="module")
def users():
    """The names of new users with folders of their own below a folder that all can pass."""
    if os.getuid() != 0:
        pytest.skip("only root can make users")
    if not shutil.which("useradd"):
        pytest.skip("no useradd here (on Debian: apt-get install passwd)")
    names = {who: f"unrolled-{who}-{os.getpid()}" for who in PEOPLE}
    with tempfile.TemporaryDirectory(prefix="unrolled-") as folder:
        Path(folder).chmod(0o755)
        for name in names.values():
            subprocess.run(["useradd", "--no-log-init", "-M", "-d", f"{folder}/{name}", name], check=True)
            Path(folder, name).mkdir(mode=0o700)
            shutil.chown(Path(folder, name), name)
        try:
            yield names
        finally:
            for name in names.values():
                subprocess.run(["userdel", name], check=True, stderr=subprocess.DEVNULL)


def run_as(name, *command, check=True):
    """Run a command as this user, at home. Python may be installed in root's home, so that is hidden but for Python."""
    user, python = pwd.getpwnam(name), Path(sys.base_prefix)
    shown = ["--dev-bind", "/", "/"]
    if python.is_relative_to("/root"):
        shown += ["--perms", "0755", "--tmpfs", "/root"]
        for folder in [*python.relative_to("/root").parents][-2::-1]:
            shown += ["--perms", "0755", "--dir", f"/root/{folder}"]
        shown += ["--ro-bind", str(python), str(python)]
    person = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    path = os.pathsep.join((os.path.dirname(sys.executable), "/usr/bin", "/bin"))
    own = {"HOME": user.pw_dir, "USER": name, "LOGNAME": name, "PATH": path, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [find_bwrap(), *shown, "--chdir", user.pw_dir, *person, *command],
        env=own, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def test_two_users_release_fetch_submit_and_collect(users):
    """What the student wrote arrives under the student's name; a fellow student can read and list nothing of it."""
    teacher, ada, ben = (Path(pwd.getpwnam(users[who]).pw_dir) for who in PEOPLE)
    exchange = teacher.parent / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    make_course(teacher, [LAB])
    with (teacher / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.Exchange.root = {str(exchange)!r}\n")
    for path in teacher.rglob("*"):
        shutil.chown(path, users["teacher"])
    for home in (ada, ben):
        text = STUDENTS_CONFIG.format(exchange=str(exchange))
        (home / "nbgrader_config.py").write_text(text, encoding="utf-8")

    python = sys.executable
    run_as(users["teacher"], python, "-m", "nbgrader", "release_assignment", LAB)
    run_as(users["ada"], python, "-m", "nbgrader", "fetch_assignment", LAB)
    mine = ada / LAB / f"{LAB}.ipynb"
    assert mine.owner() == users["ada"]
    notebook = nbformat.read(mine, as_version=4)
    notebook.cells[-1].source = "Written by Ada. Größe: ∞"
    nbformat.write(notebook, mine)
    run_as(users["ada"], python, "-m", "nbgrader", "submit", LAB)

    inbound = exchange / "unrolled" / "inbound"
    (handed_in,) = inbound.iterdir()
    assert run_as(users["ben"], "ls", str(inbound), check=False).returncode
    assert run_as(users["ben"], "cp", str(mine), ".", check=False).returncode
    done = run_as(users["teacher"], python, "-m", "nbgrader", "collect", LAB)
    assert "cheating" not in done.stderr
    (student,) = (teacher / "submitted").iterdir()
    assert student.name == users["ada"] == handed_in.owner()
    collected = student / LAB / f"{LAB}.ipynb"
    assert collected.owner() == users["teacher"]
    assert nbformat.read(collected, as_version=4).cells[-1].source == "Written by Ada. Größe: ∞"


def test_the_doctor_says_what_keeps_students_from_the_exchange(monkeypatch):
    """Not there, not writable, not to be reached: each with the command that mends it."""
    with tempfile.TemporaryDirectory(prefix="unrolled-") as folder:
        root = Path(folder, "exchange")
        monkeypatch.chdir(folder)
        Path("nbgrader_config.py").write_text(f"c = get_config()\nc.Exchange.root = {str(root)!r}\n")
        with pytest.raises(RuntimeError, match=f"sudo install -d -m 777 {root}"):
            _exchange()
        root.mkdir(mode=0o755)
        with pytest.raises(RuntimeError, match=f"chmod o\\+x {folder}"):
            _exchange()
        Path(folder).chmod(0o755)
        with pytest.raises(RuntimeError, match=f"chmod 777 {root}"):
            _exchange()
        root.chmod(0o777)
        assert _exchange() == f"{root}; every user of this machine can fetch and submit"
