"""Start bubblewrap as an unprivileged user; run as a program of its own, with nothing but Python.

``python -I -S launch.py SPEC`` takes the path of a JSON object: the bubblewrap binary, the folders to show
inside, further arguments, and files that are copied into the sandbox. It ends by becoming
bubblewrap.

When root starts it, root first becomes ``nobody``: with another user id only *inside* the
namespace, root's files would stay readable. Since ``nobody`` may not be able to reach Python
(it may lie in the home of root), the folders are bound under a public path beforehand, in a mount
namespace that ends with this process.
"""

import contextlib
import ctypes
import json
import os
import resource
import sys

MS_BIND, MS_REC, MS_PRIVATE, CLONE_NEWNS = 4096, 16384, 1 << 18, 0x00020000
NOBODY = 65534


def mount(libc, source, target, flags):
    if libc.mount(source.encode(), target.encode(), None, ctypes.c_ulong(flags), None):
        error = ctypes.get_errno()
        raise OSError(error, f"cannot bind {source}: {os.strerror(error)}")


def become_nobody(stage, folders):
    """Bind each folder under `stage`, drop every privilege, and return where the folders are now.

    Parameters
    ----------
    stage : str
        An empty folder.
    folders : list of str
        What has to stay readable.

    Returns
    -------
    dict of str to str
        Each folder's path under `stage`.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), "cannot make a mount namespace")
    mount(libc, "none", "/", MS_REC | MS_PRIVATE)
    mount(libc, stage, stage, MS_BIND)
    staged = {}
    for number, folder in enumerate(folders):
        staged[folder] = os.path.join(stage, str(number))
        os.mkdir(staged[folder])
        mount(libc, folder, staged[folder], MS_BIND | MS_REC)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    return staged


def inherited(content):
    """Return the number of a descriptor that bubblewrap can read the content from."""
    handle = os.memfd_create("unrolled")
    os.write(handle, content)
    os.lseek(handle, 0, os.SEEK_SET)
    os.set_inheritable(handle, True)
    return str(handle)


def no_core_dumps():
    """Let no crash inside reach the host: at a limit of 0 one that hands dumps to a program would start it all the same."""
    with contextlib.suppress(ValueError):  # an ordinary user whose own limit is 0
        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))


def main(spec):
    no_core_dumps()
    files = []
    for target, place in spec["files"].items():
        handle = os.open(place, os.O_RDONLY)
        os.set_inheritable(handle, True)
        files += ["--perms", "0600", "--file", str(handle), target]
    if spec["connection_file"]:
        with open(spec["connection_file"]) as file:
            connection = json.dumps({**json.load(file), "ip": spec["ip"]})
        files += ["--perms", "0400", "--file", inherited(connection.encode()), spec["connection_target"]]
    if spec["seccomp"]:
        files += ["--seccomp", inherited(bytes.fromhex(spec["seccomp"]))]

    bwrap, staged = spec["bwrap"], {}
    if os.geteuid() == 0:
        staged = become_nobody(spec["stage"], spec["folders"])
        for folder, place in staged.items():
            if bwrap.startswith(folder + "/"):
                bwrap = place + bwrap[len(folder) :]
    binds = [part for f in spec["folders"] for part in ("--ro-bind", staged.get(f, f), f)]
    for handle in spec["handles"]:
        os.set_inheritable(handle, True)
    arguments = [*spec["before"], *binds, *spec["middle"], *files, *spec["after"]]
    os.execv(bwrap, [bwrap, *arguments])


if __name__ == "__main__":
    with open(sys.argv[1]) as order:
        main(json.load(order))
