"""Kernels forked from a warm process: as shut in as those that start cold, the same inside, and strangers to each other."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import psutil
import pytest

from autograder.files import File
from autograder.grading import grade
from autograder.lab import load_lab
from autograder.reply import Stopped
from autograder.sandbox import bubblewrap, warm, zygote
from autograder.sandbox.kernel import SandboxedKernel
from autograder.sandbox.limits import Limits
from tests.bank import ROOT, answers, labs
from tests.make_class import filled, handed_in, solutions

pytestmark = pytest.mark.long

SMALL = Limits(notebook_seconds=120, memory_mb=1024, processes=64, file_mb=8, disk_mb=16, output_mb=1)


@pytest.fixture(scope="module", autouse=True)
def no_other():
    """Begin and end without a warm process."""
    warm.close_idle()
    yield
    warm.close_idle()


@pytest.fixture(scope="module")
def kernel():
    with SandboxedKernel(SMALL) as running:
        assert running._warm, warm.refused()
        yield running


def printed(kernel, source):
    """Run a cell that must not fail, and return what it printed."""
    ran = kernel.run(textwrap.dedent(source))
    assert not ran.error and not ran.sentence, (ran.sentence, ran.outputs)
    return "".join(o.text for o in ran.outputs if o.output_type == "stream").strip()


INSIDE = """
import asyncio, json, locale, os, random, resource, signal, socket, sys, threading, warnings
def home():
    return sorted(os.path.join(d, f) for d, _, fs in os.walk(".") for f in fs)
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
names = ("Umask Uid Gid Groups SigBlk SigIgn SigCgt CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp "
         "Seccomp_filters Threads").split()
handles = sorted(os.listdir("/proc/self/fd"), key=int)
said = {name: status.get(name) for name in names}
said |= {
    "limits": [line for line in open("/proc/self/limits") if "data size" not in line],  # beyond what is imported
    "mounts": {line.split()[1]: line.split()[2:4] for line in open("/proc/self/mounts") if not "/proc/0" < line.split()[1] < "/proc/:"},
    "python": [sys.path, str(sys.flags), sys.argv, os.getcwd(), hash("abc"), sys.getrecursionlimit()],
    "handles": sorted(os.readlink(f"/proc/self/fd/{n}").split(":")[0] for n in handles if int(n) > 2 and os.path.exists(f"/proc/self/fd/{n}")),
    "modes": {d: oct(os.stat(d).st_mode) for d in ("/", ".", "/tmp", "/dev/shm", "/run", "/run/kernel", "/dev/pts")},
    "numbers": [os.getpid(), os.getppid(), os.getpgid(0), os.getsid(0)],
    "host": [socket.if_nameindex(), socket.gethostname()],
    "threads": sorted("".join(c for c in t.name if not c.isdigit()) for t in threading.enumerate()),  # an import takes one
    "names": sorted(n for n in sys.modules["__main__"].__dict__ if not n.startswith("_")),
    "finders": [getattr(m, "__name__", type(m).__name__) for m in sys.meta_path],
    "signals": [str(signal.getsignal(s)).split(" at ")[0] for s in range(1, 32)],
    "locale": [locale.getlocale(), locale.getpreferredencoding()],
}
import matplotlib.pyplot, numpy, torch, sklearn, spacy
from course import plots
said |= {
    "torch": [torch.get_num_threads(), torch.get_num_interop_threads(),
              str(torch.get_default_dtype()), torch.is_grad_enabled(), str(torch.get_default_device())],
    "matplotlib": [matplotlib.get_backend(), matplotlib.pyplot.get_fignums(), matplotlib.get_cachedir(),
                   sorted((k, str(v)) for k, v in matplotlib.rcParams.items())],
    "warnings": sorted(str(f) for f in warnings.filters),
    "home": home(),
}
print(json.dumps(said | {"environment": dict(os.environ)}))
"""


def test_inside_it_is_the_same_warm_and_cold(kernel, monkeypatch):
    """Rights, limits, folders, environment, handles, seeds: whatever a notebook can see of its process."""
    with SandboxedKernel(SMALL) as forked:
        here = json.loads(printed(forked, INSIDE))
    monkeypatch.setattr(warm, "_idle", [])
    monkeypatch.setattr(warm, "_refusal", "this test wants it cold")
    with SandboxedKernel(SMALL) as cold:
        assert cold._warm is None
        there = json.loads(printed(cold, INSIDE))
    here["environment"] = {k: here["environment"].get(k) for k in there["environment"]}  # libraries add to it
    for name, value in there.items():
        assert here[name] == value, (name, here[name], value)


def test_all_draw_anew_in_each_fork():
    """Unseeded numbers are no more the same than in processes of their own."""
    draws = "import random, numpy, torch; print(random.random(), numpy.random.rand(), torch.rand(1).item())"
    found = []
    for _ in range(2):
        with SandboxedKernel(SMALL) as forked:
            found += printed(forked, draws).split()
    assert len(set(found)) == 6


def test_the_warm_process_is_out_of_reach(kernel):
    """Its number is in /proc, since that cannot be mounted anew; nothing else is, and no signal reaches it."""
    found = printed(
        kernel,
        r"""
        import ctypes, os, signal
        libc = ctypes.CDLL(None, use_errno=True)
        def inside(process):  # a number for /proc, and one for the namespace of this kernel
            with open(f"/proc/{process}/status") as status:
                return [int(n) for line in status if line.startswith("NSpid") for n in line.split()[1:]][1:]

        threads = [n for thread in os.listdir("/proc/self/task") for n in inside(f"self/task/{thread}")]
        numbers = [p for p in os.listdir("/proc") if p.isdigit()]
        others = [p for p in numbers if not os.path.exists(f"/proc/{p}/status") or not inside(p)]
        open_to = [p for p in others if os.listdir(f"/proc/{p}")]
        for p in others:
            for name in ("environ", "mem", "maps", "fd", "root", "cwd", "exe", "ns/user", "ns/mnt", "auxv", "stack", "io",
                         "map_files", "syscall", "pagemap", "task/" + p + "/mem"):
                try:
                    path = f"/proc/{p}/{name}"
                    os.listdir(path) if name in ("fd", "root", "map_files") else os.close(os.open(path, os.O_RDONLY))
                    open_to.append(path)
                except OSError: pass
            for name in ("mem", "oom_score_adj", "clear_refs", "comm", "uid_map"):
                try:
                    os.close(os.open(f"/proc/{p}/{name}", os.O_WRONLY)); open_to.append(f"writing {p} {name}")
                except OSError: pass
        for number in (3, 4, 5, *map(int, others)):
            for call in (lambda: os.kill(number, 0), lambda: os.pidfd_open(number),
                         lambda: os.sched_setaffinity(number, {0}), lambda: os.setpriority(os.PRIO_PROCESS, number, 19)):
                try:
                    if number not in threads: call(); open_to.append(number)
                except OSError: pass
        for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000, 0x4000000, 0x2000000):
            if libc.unshare(flag) == 0: open_to.append(hex(flag))
        for target in (b"/student", b"/tmp", b"/mnt", b"/proc"):
            for flags in (0, 32, 4096, 4128):
                if libc.mount(b"none", target, b"tmpfs", flags, None) == 0: open_to.append(target)
        for target in ("/student", "/tmp", "/proc", *(f"/proc/{n}" for n in numbers)):
            if libc.umount2(target.encode(), 2) == 0: open_to.append("umount " + target)
        print(open_to)
        """,
    )
    assert found == "[]"


def test_a_process_finds_itself_by_the_number_that_it_knows(kernel):
    """What /proc calls it is another one."""
    found = printed(
        kernel, "import os, psutil; print(psutil.Process().name(), psutil.Process().pid == os.getpid())"
    )
    assert found.startswith("python") and found.endswith("True")


def test_nothing_of_one_submission_is_left_for_the_next():
    """Neither in its folders nor in the memory that it begins with."""
    secret = os.urandom(16).hex()
    text = f"'BEGIN' + '{secret[:16]}' + '-' + '{secret[16:]}'"
    with SandboxedKernel(
        SMALL, files=[File("notes.txt", f"{secret[:16]}-{secret[16:]}".encode() * 2000)]
    ) as first:
        printed(
            first,
            f"kept = [{text}] * 1000; open('/tmp/x', 'w').write(kept[0]); print(open('notes.txt').read(4))",
        )
        one = first._warm
    with SandboxedKernel(SMALL) as second:
        assert second._warm is one
        found = printed(
            second,
            f"""
            import os, re
            start, found = re.compile(b"{secret[:16]}"), []
            with open("/proc/self/mem", "rb", 0) as memory:
                for line in open("/proc/self/maps"):
                    first, last = (int(x, 16) for x in line.split()[0].split("-"))
                    if "r" not in line.split()[1] or "[v" in line: continue
                    if "w" not in line.split()[1] and "/" in line: continue  # a library's file: a CUDA build has gigabytes
                    try:
                        memory.seek(first)
                        held = memory.read(last - first)
                    except (OSError, ValueError, OverflowError): continue
                    found += [line for at in start.finditer(held) if held[at.end() + 1:at.end() + 17] == b"{secret[16:]}"]
            print(found, os.listdir("/tmp"), os.listdir("/dev/shm"), [f for f in os.listdir(".") if f[0] != "."])
            """,
        )
    assert found == "[] [] [] []"


def test_two_kernels_at_once_have_a_warm_process_each(kernel):
    """So that forks never meet; the second is kept for whoever comes next."""
    with SandboxedKernel(SMALL) as other:
        assert other._warm is not kernel._warm
        assert printed(other, "print(1)") == printed(kernel, "print(1)") == "1"
        second = other._warm
    with SandboxedKernel(SMALL) as other:
        assert other._warm is second


def test_nothing_outlives_the_kernel(kernel):
    """Processes that left its session are ended as well, and no number of them is left on the host."""
    with SandboxedKernel(SMALL) as forked:
        printed(
            forked,
            """
            import os, time
            for _ in range(3):
                if os.fork() == 0:
                    os.setsid()
                    if os.fork(): os._exit(0)
                    while True: time.sleep(1)
            print("left")
            """,
        )
        top = psutil.Process(forked._manager.provisioner.process.pid)
        inside = [top, *top.children(recursive=True)]
        assert len(inside) >= 5
        parent = forked._warm
    assert not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in inside)
    assert parent.alive


def test_a_warm_process_that_died_is_replaced():
    """Its kernel dies with it and says so; the next kernel has another."""
    with SandboxedKernel(SMALL) as forked:
        first = forked._warm
        first._process.kill()
        psutil.Process(forked._manager.provisioner.process.pid).wait(timeout=60)
        with pytest.raises(Stopped, match="died"):
            forked.run("1")
        assert forked.gone
    with SandboxedKernel(SMALL) as forked:
        assert forked._warm is not first
        assert printed(forked, "print(2)") == "2"


@pytest.mark.parametrize("refusal", [OSError("no"), RuntimeError("clone is refused")])
def test_where_it_is_refused_kernels_start_cold_and_the_reason_is_kept(monkeypatch, refusal):
    """One try for each process."""
    tries = []

    def refuse():
        tries.append(1)
        raise refusal

    monkeypatch.setattr(warm, "_refusal", "")
    monkeypatch.setattr(warm, "_idle", [])
    monkeypatch.setattr(warm, "Warm", refuse)
    for _ in range(2):
        assert warm.borrow() is None
    assert warm.refused() == str(refusal) and len(tries) == 1


@pytest.mark.parametrize("private", ["/tmp", "/dev/shm"])
def test_what_lies_in_a_private_folder_is_shown_by_a_cold_start(monkeypatch, private):
    """As a clone below /tmp does: a fork would hide it. It is there, it cannot be written to, and the reason is kept."""
    monkeypatch.setattr(warm, "_refusal", "")
    monkeypatch.setattr(warm, "_idle", [])
    with tempfile.TemporaryDirectory(dir=private) as folder:
        os.chmod(folder, 0o755)  # root starts it as somebody else
        data = Path(folder, "words.txt")
        data.write_text("of the course")
        monkeypatch.setenv("UNROLLED_DATA", folder)
        with SandboxedKernel(SMALL) as cold:
            assert not cold._warm and warm.refused().startswith(f"{folder} lies below {private}, ")
            assert printed(cold, f"print(open({str(data)!r}).read())") == "of the course"
            assert "Read-only" in printed(
                cold, f"try: open({str(data)!r}, 'w')\nexcept OSError as e: print(e)"
            )
            open_to = f"import os; open({private!r} + '/x', 'w').close(); print(os.listdir({private!r}))"
            assert printed(cold, open_to).count(",") == 1


def test_a_fork_that_cannot_be_isolated_runs_nothing(monkeypatch):
    """The kernel is not started, and the log says which step failed."""
    with SandboxedKernel(SMALL):
        pass  # a warm process waits from here on
    monkeypatch.setattr(bubblewrap, "folder_sizes", lambda *_: {"/no/such/folder": 1})
    with pytest.raises(RuntimeError, match=r"cannot mount /no/such/folder"), SandboxedKernel(SMALL):
        pass


def test_it_ends_with_the_grader():
    """A grader that is killed leaves no process behind."""
    program = (
        "import time\n"
        "from autograder.sandbox.kernel import SandboxedKernel as K\n"
        "from autograder.sandbox.limits import Limits\n"
        "with K(Limits()) as k:\n"
        "    print(k._warm._process.pid, k._manager.provisioner.process.pid, flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as grader:
        tops = [psutil.Process(int(pid)) for pid in grader.stdout.readline().split()]
        inside = [*tops, *(c for top in tops for c in top.children(recursive=True))]
        assert len(inside) >= 4
        grader.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(inside, timeout=20)
    alive = [p for p in alive if p.status() != psutil.STATUS_ZOMBIE]
    assert not alive


def test_it_leaves_no_file_on_the_host(monkeypatch):
    """Not even while it waits: workers are killed, and tidy up nothing."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # root starts it as somebody else
        monkeypatch.setattr(tempfile, "tempdir", folder)
        waiting = warm.Warm()
        try:
            assert waiting.alive and os.listdir(folder) == []
        finally:
            waiting.close()


def test_what_is_warmed_draws_nothing_and_starts_no_thread():
    """A draw would move the seeds of all submissions; threads do not survive a fork."""
    program = textwrap.dedent(
        f"""
        import os, sys, torch
        before = torch.get_rng_state()
        sys.argv = ["x"]
        source = {{"__name__": "zygote"}}
        exec(open({zygote.__file__!r}).read(), source)
        source["warm_up"]()
        print(torch.equal(before, torch.get_rng_state()), len(os.listdir("/proc/self/task")))
        """
    )
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, cwd=ROOT
    )
    assert done.stdout.split() == ["True", "1"], done.stderr[-2000:]


def wrong(lab):
    """Return the answers of a notebook in which each exercise has a mistake of the bank."""
    return {a.cell: a.source for a in reversed(list(answers(lab))) if not a.right}


@pytest.mark.slow(part="repeats")
def test_twenty_submissions_have_the_same_rows_warm_and_cold():
    """The first and the twentieth: nothing depends on what the process did before."""
    handed = [(load_lab(ROOT, lab), filling(lab)) for lab in labs() for filling in (solutions, wrong)]

    def rows(order):
        found = {}
        for number in order:
            lab, answered = handed[number]
            row = grade(handed_in(filled(lab.name, answered), lab), lab, secret="s").row()
            found[number] = {**row, "seconds": 0}
        return found

    forked = rows(range(20))
    assert not warm.refused() and forked[0]["score"] == forked[0]["max_score"] > forked[1]["score"]
    warm.refuse("to compare")
    try:
        assert rows(reversed(range(20))) == forked
    finally:
        warm.refuse("")
