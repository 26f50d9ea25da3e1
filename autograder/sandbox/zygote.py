"""A process that has imported what every lab needs, and forks a kernel for each submission; runs inside bubblewrap.

Its source travels there (``python -P -c``), so it imports nothing of the grader. It never reads what a submission
brings: it hands the descriptors that arrive to its fork, and only the fork reads from them, so that nothing of one
submission is in the memory of another. A fork gets user, mount, process, IPC, network and host name namespaces of its
own, private folders, no capability, no way to make further user namespaces, the filter of system calls and the limits,
in an order that matters: see `isolate` and `become_kernel`.
"""

import ctypes
import fcntl
import gc
import importlib.util
import json
import os
import resource
import signal
import socket
import struct
import sys

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = (
    0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
READ_ONLY, NOSUID, NODEV, BIND = 1, 2, 4, 4096
DUMPABLE, NO_NEW_PRIVS, SECCOMP, FILTER, DROP_CAPABILITY = 4, 38, 22, 2, 24
SIOCGIFFLAGS, SIOCSIFFLAGS, UP = 0x8913, 0x8914, 1
CAPABILITIES = 0x20080522  # the version of the kernel's structure
libc = ctypes.CDLL(None, use_errno=True)


class Program(ctypes.Structure):
    """`struct sock_fprog` of linux/filter.h."""

    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def done(result, what):
    """Raise when a call of the C library failed."""
    if result:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def mount(source, target, kind, flags, options=None):
    """Mount, or raise."""
    words = (source.encode(), target.encode(), kind and kind.encode())
    done(libc.mount(*words, ctypes.c_ulong(flags), options), f"cannot mount {target}")


def warm_up():
    """Import what labs and checks use and do the first of what is slow only once; draw no random number."""
    path, finders = [*sys.path], [*sys.meta_path]
    import io
    import pkgutil

    import ipykernel.debugger  # no debugger runs, but each kernel imports it: a third of its start
    import ipykernel.ipkernel
    import ipykernel.kernelapp
    import IPython.core.completerlib
    import IPython.core.debugger
    import IPython.core.oinspect
    import IPython.extensions.storemagic
    import matplotlib.pyplot  # no figure of its own: the inline backend is for the fork's shell to choose
    import numpy
    import safetensors.torch
    import sklearn
    import spacy
    import torch
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    import course

    for module in pkgutil.walk_packages(course.__path__, "course."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    sys.path[:], sys.meta_path[:] = path, finders  # one of the libraries adds its own
    torch.set_num_threads(1)
    torch.empty(2, 2, device="meta") @ torch.empty(2, 2, device="meta")
    with torch.random.fork_rng():
        (torch.nn.RNN(2, 2)(torch.zeros(1, 1, 2))[0].sum()).backward()
    torch.optim.Adam([torch.zeros(1, requires_grad=True)])
    spacy.blank("en")("A sentence.")
    figure = Figure()
    figure.suptitle("$x_0$")
    figure.subplots().plot([0, 1], label="warm")
    FigureCanvasAgg(figure).print_png(io.BytesIO())
    return numpy, sklearn, IPython, ipykernel, safetensors, matplotlib


def serve(control, settings):
    """Fork for each order, and answer each question, until the grader hangs up."""
    if len(os.listdir("/proc/self/task")) != 1:
        raise RuntimeError("a process with several threads cannot be forked")
    gc.collect()
    gc.freeze()
    done(libc.prctl(DUMPABLE, 0, 0, 0, 0), "cannot be hidden from its forks")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.send(b"ready")
    while True:
        message, handles, _, _ = socket.recv_fds(control, 1, 2)
        if not message:
            return
        if message == b"?":  # whether it is there
            control.send(message)
            continue
        if os.fork() == 0:
            control.close()
            start(*handles, settings)
        for handle in handles:
            os.close(handle)


def start(order, log, settings):
    """Be the first process of a submission: isolate, then leave its kernel to a first process of its own."""
    try:
        os.dup2(log, 1)
        os.dup2(log, 2)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with open(order, "rb", closefd=False) as file:
            submission = json.loads(file.readline())
            contents = {name: file.read(size) for name, size in submission["files"]}
        isolate(settings, submission, contents)
        if os.fork() == 0:
            tend(order, settings, submission)
        os._exit(0)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(1)


def isolate(settings, submission, contents):
    """Enter namespaces of one's own, and lay private folders over all that could be written to."""
    uid, gid = os.getuid(), os.getgid()
    done(libc.prctl(DUMPABLE, 1, 0, 0, 0), "cannot be seen")  # /proc/self belongs to root until then
    done(libc.unshare(NEWUSER | NEWNS | NEWPID | NEWIPC | NEWNET | NEWUTS), "cannot make namespaces")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    made = {}  # what libraries found or made in the home folder
    for folder, _, names in os.walk(settings["home"]):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                made[os.path.join(folder, name)] = file.read()
    for folder, size in submission["folders"].items():
        options = f"size={size},mode=0755".encode()
        mount("tmpfs", folder, "tmpfs", NOSUID | NODEV, options)
    for number in os.listdir("/proc"):  # which cannot be mounted anew in here
        if number.isdigit() and number != os.readlink("/proc/self"):
            mount("tmpfs", f"/proc/{number}", "tmpfs", NOSUID | NODEV | READ_ONLY, b"size=4096,mode=0555")
    connection = {settings["connection_target"]: submission["connection"].encode()}
    for path, content in {**made, **contents, **connection}.items():
        os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as loopback:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(loopback, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(loopback, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | UP))
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")


def tend(order, settings, submission):
    """Be process 1: start the kernel, bury what ends, and end with the kernel."""
    done(libc.prctl(DUMPABLE, 0, 0, 0, 0), "cannot be hidden from the kernel")
    os.setsid()
    with socket.socket(fileno=os.dup(order)) as caller:
        caller.sendall(b"1")  # with it the grader learns this process's number on the host
    first = os.readlink("/proc/self")
    kernel = os.fork()
    if kernel == 0:
        # what a process is called in here and what /proc calls it differ: let it find itself under both
        mount(f"/proc/{first}", "/proc/1", None, BIND)
        mount(f"/proc/{os.readlink('/proc/self')}", f"/proc/{os.getpid()}", None, BIND)
        become_kernel(settings, submission)
    os.closerange(3, 4096)
    drop_capabilities()
    while True:
        ended, status = os.wait()
        if ended == kernel:
            os._exit(os.waitstatus_to_exitcode(status) & 127)


def drop_capabilities():
    """Give up every capability in this user namespace, for good."""
    done(libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0), "cannot give up new privileges")
    with open("/proc/sys/kernel/cap_last_cap") as last:
        for capability in range(int(last.read()) + 1):
            done(libc.prctl(DROP_CAPABILITY, capability, 0, 0, 0), "cannot drop a capability")
    head = struct.pack("Ii", CAPABILITIES, 0)
    done(libc.capset(head, bytes(24)), "cannot drop capabilities")


def become_kernel(settings, submission):
    """Drop what is left of privileges, take on the limits, and serve as the notebook's kernel until it ends."""
    done(libc.prctl(DUMPABLE, 1, 0, 0, 0), "cannot be seen")
    os.closerange(3, 4096)
    os.chdir(settings["home"])
    drop_capabilities()
    for kind, value in submission["rlimits"].items():
        resource.setrlimit(getattr(resource, kind), (value, value))
    steps = bytes.fromhex(settings["seccomp"])
    if steps:
        program = Program(len(steps) // 8, steps)
        done(libc.prctl(SECCOMP, FILTER, ctypes.byref(program), 0, 0), "cannot filter system calls")
    if not libc.unshare(NEWUSER):
        raise OSError("a further user namespace could be made")
    import numpy
    import torch
    from ipykernel.kernelapp import IPKernelApp

    numpy.random.seed()  # as in a process of its own; Python's random numbers begin anew by themselves
    torch.default_generator.seed()  # `torch.seed` asks for every device that there might be
    launcher = importlib.util.find_spec("ipykernel_launcher").origin
    sys.argv = [launcher, "-f", settings["connection_target"], *settings["arguments"]]
    IPKernelApp.launch_instance(sys.argv[1:])
    os._exit(0)


if __name__ == "__main__":
    warm_up()
    serve(socket.socket(fileno=int(sys.argv[1])), json.loads(sys.argv[2]))
