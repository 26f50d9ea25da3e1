"""System calls that no lab needs and that would reach around the limits.

What the kernel keeps for them belongs to no process and to no folder of limited size (`memfd_create`, maps that are
shared and of no file, pages lent to a pipe or a connection, shared memory, semaphores and queues of System V, buffers
of sockets), or counts for the user rather than for the sandbox, so that one hand-in could use up what others need (keys,
inotify, asynchronous I/O, descriptors on their way in a message), or stops and changes other processes; the rest are
doors that kernels had to close before. A lock on a part of a file, of which Linux keeps any number, is said to be
given and is not: SQLite asks for them, and nobody else has the file. Of the families of sockets those are left that a kernel needs: for the
grader, and for the loopback over which its own workers print. The limit on core dumps is settled (`launch`).
"""

from __future__ import annotations

import platform
import struct

# Numbers on x86-64 and on aarch64, from the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl,
# include/uapi/asm-generic/unistd.h).
_DENIED = {
    "memfd_create": (319, 279), "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "memfd_secret": (447, 447),
    "io_setup": (206, 0), "io_uring_setup": (425, 425), "userfaultfd": (323, 282), "bpf": (321, 280),
    "perf_event_open": (298, 241), "fanotify_init": (300, 262), "inotify_init1": (294, 26), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "inotify_init": (253, None),
    "sendmsg": (46, 211), "sendmmsg": (307, 269), "vmsplice": (278, 75),
}  # fmt: skip
_COLUMN = {"x86_64": 0, "aarch64": 1}
_SOCKET = {"x86_64": 41, "aarch64": 198}
_SETSOCKOPT = {"x86_64": 54, "aarch64": 208}
_MMAP = {"x86_64": 9, "aarch64": 222}
_SETRLIMIT = {"x86_64": 160, "aarch64": 164}
_PRLIMIT = {"x86_64": 302, "aarch64": 261}
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # the second numbering of x86-64
_FAMILIES = (1, 2, 16)  # AF_UNIX, AF_INET, AF_NETLINK
_SOL_SOCKET, _SO_SNDBUF, _SO_RCVBUF, _SO_ZEROCOPY = 1, 7, 8, 60
_MAP_SHARED, _MAP_ANONYMOUS, _MAP_HUGETLB = 0x01, 0x20, 0x40000
_RLIMIT_CORE = 4
_FCNTL = {"x86_64": 72, "aarch64": 25}
_LOCKS = (6, 7, 37, 38)  # F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST, _SECOND, _THIRD, _FOURTH = 0, 4, 16, 24, 32, 40  # where in `struct seccomp_data`
_ALLOW, _NOTHING, _EPERM, _EAFNOSUPPORT = 0x7FFF0000, 0x00050000, 0x00050001, 0x00050061


def seccomp_filter() -> bytes:
    """Return the filter program for this machine, or nothing on one whose numbers are not known here.

    The form is that of `struct sock_filter` in linux/filter.h: code, jump if true, jump if false, value.
    """
    machine = platform.machine()
    if machine not in _COLUMN:
        return b""
    numbers = (call[_COLUMN[machine]] for call in _DENIED.values())
    denied = [number for number in numbers if number is not None]
    # (label, code, label to go to if true, and if false, value); without a label the next step follows
    program = [
        ("", _LOAD, "", "", _MACHINE),
        ("", _EQUAL, "", "refuse", _AUDIT[machine]),
        ("", _LOAD, "", "", _NUMBER),
        ("", _AT_LEAST, "refuse", "", _X32),
        *[("", _EQUAL, "refuse", "", number) for number in denied],
        ("", _EQUAL, "socket", "", _SOCKET[machine]),
        ("", _EQUAL, "option", "", _SETSOCKOPT[machine]),
        ("", _EQUAL, "map", "", _MMAP[machine]),
        ("", _EQUAL, "control", "", _FCNTL[machine]),
        ("", _EQUAL, "limit", "", _SETRLIMIT[machine]),
        ("", _EQUAL, "limit of a process", "allow", _PRLIMIT[machine]),
        ("socket", _LOAD, "", "", _FIRST),
        *[("", _EQUAL, "allow", "", family) for family in _FAMILIES],
        ("", _RETURN, "", "", _EAFNOSUPPORT),
        ("option", _LOAD, "", "", _SECOND),
        ("", _EQUAL, "", "allow", _SOL_SOCKET),
        ("", _LOAD, "", "", _THIRD),
        ("", _EQUAL, "refuse", "", _SO_SNDBUF),
        ("", _EQUAL, "refuse", "", _SO_RCVBUF),
        ("", _EQUAL, "refuse", "allow", _SO_ZEROCOPY),
        ("map", _LOAD, "", "", _FOURTH),
        ("", _ANY_BIT, "refuse", "", _MAP_HUGETLB),
        ("", _ANY_BIT, "", "allow", _MAP_SHARED),
        ("", _ANY_BIT, "refuse", "allow", _MAP_ANONYMOUS),
        ("control", _LOAD, "", "", _SECOND),
        *[("", _EQUAL, "nothing", "", command) for command in _LOCKS],
        ("", _RETURN, "", "", _ALLOW),
        ("limit", _LOAD, "", "", _FIRST),
        ("", _EQUAL, "refuse", "allow", _RLIMIT_CORE),
        ("limit of a process", _LOAD, "", "", _THIRD),
        ("", _EQUAL, "allow", "", 0),  # it only asks; no address ends in 32 zeros
        ("", _LOAD, "", "", _SECOND),
        ("", _EQUAL, "refuse", "allow", _RLIMIT_CORE),
        ("allow", _RETURN, "", "", _ALLOW),
        ("refuse", _RETURN, "", "", _EPERM),
        ("nothing", _RETURN, "", "", _NOTHING),
    ]
    places = {label: number for number, (label, *_) in enumerate(program) if label}
    return b"".join(
        struct.pack("=HBBI", code, *(places[to] - number - 1 if to else 0 for to in jumps), value)
        for number, (_, code, *jumps, value) in enumerate(program)
    )
