"""System calls that no lab needs and that would reach around the limits.

What the kernel keeps for them belongs to no process and to no folder of limited size (`memfd_create`, shared memory,
semaphores and queues of System V, buffers of sockets), or counts for the user rather than for the sandbox, so that one
hand-in could use up what others need (keys, inotify, asynchronous I/O), or stops and changes other processes; the rest
are doors that kernels had to close before. Of the families of sockets those are left that a kernel needs: for the grader, and for the loopback over which
its own workers print.
"""

from __future__ import annotations

import platform
import struct

# Numbers from the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h), in the
# order memfd_create, shmget, semget, msgget, mq_open, add_key, request_key, keyctl, memfd_secret, io_setup,
# io_uring_setup, userfaultfd, bpf, perf_event_open, fanotify_init, inotify_init1, ptrace, process_vm_readv,
# process_vm_writev, and on x86-64 inotify_init.
_DENIED = {
    "x86_64": (
        319,
        29,
        64,
        68,
        240,
        248,
        249,
        250,
        447,
        206,
        425,
        323,
        321,
        298,
        300,
        294,
        101,
        310,
        311,
        253,
    ),
    "aarch64": (279, 194, 190, 186, 180, 217, 218, 219, 447, 0, 425, 282, 280, 241, 262, 26, 117, 270, 271),
}
_SOCKET = {"x86_64": 41, "aarch64": 198}
_SETSOCKOPT = {"x86_64": 54, "aarch64": 208}
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # the second numbering of x86-64
_FAMILIES = (1, 2, 16)  # AF_UNIX, AF_INET, AF_NETLINK
_SOL_SOCKET, _SO_SNDBUF, _SO_RCVBUF = 1, 7, 8

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _MACHINE, _FIRST, _SECOND, _THIRD = 0, 4, 16, 24, 32  # where in `struct seccomp_data`
_ALLOW, _EPERM, _EAFNOSUPPORT = 0x7FFF0000, 0x00050001, 0x00050061


def seccomp_filter() -> bytes:
    """Return the filter program for this machine, or nothing on one whose numbers are not known here.

    The form is that of `struct sock_filter` in linux/filter.h: code, jump if true, jump if false, value.
    """
    machine = platform.machine()
    if machine not in _DENIED:
        return b""
    # (label, code, label to go to if true, and if false, value); without a label the next step follows
    program = [
        ("", _LOAD, "", "", _MACHINE),
        ("", _EQUAL, "", "refuse", _AUDIT[machine]),
        ("", _LOAD, "", "", _NUMBER),
        ("", _AT_LEAST, "refuse", "", _X32),
        *[("", _EQUAL, "refuse", "", number) for number in _DENIED[machine]],
        ("", _EQUAL, "socket", "", _SOCKET[machine]),
        ("", _EQUAL, "option", "allow", _SETSOCKOPT[machine]),
        ("socket", _LOAD, "", "", _FIRST),
        *[("", _EQUAL, "allow", "", family) for family in _FAMILIES],
        ("", _RETURN, "", "", _EAFNOSUPPORT),
        ("option", _LOAD, "", "", _SECOND),
        ("", _EQUAL, "", "allow", _SOL_SOCKET),
        ("", _LOAD, "", "", _THIRD),
        ("", _EQUAL, "refuse", "", _SO_SNDBUF),
        ("", _EQUAL, "refuse", "allow", _SO_RCVBUF),
        ("allow", _RETURN, "", "", _ALLOW),
        ("refuse", _RETURN, "", "", _EPERM),
    ]
    places = {label: number for number, (label, *_) in enumerate(program) if label}
    return b"".join(
        struct.pack("=HBBI", code, *(places[to] - number - 1 if to else 0 for to in jumps), value)
        for number, (_, code, *jumps, value) in enumerate(program)
    )
