"""System calls that no lab needs and that would reach around the limits.

Memory from `memfd_create` and `shmget` belongs to no process and to no folder of limited size; keys
belong to the user rather than to the sandbox; the others are doors that kernels had to close before.
"""

from __future__ import annotations

import platform
import struct

# Numbers from the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
_DENIED = {
    "x86_64": (319, 29, 248, 249, 250, 447, 425, 323, 321, 298),
    "aarch64": (279, 194, 217, 218, 219, 447, 425, 282, 280, 241),
}  # memfd_create, shmget, add_key, request_key, keyctl, memfd_secret, io_uring_setup, userfaultfd, bpf, perf_event_open
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # the second numbering of x86-64

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # the latter: EPERM


def seccomp_filter() -> bytes:
    """Return the filter program for this machine, or nothing on one whose numbers are not known here.

    The form is that of `struct sock_filter` in linux/filter.h: code, jump if true, jump if false, value.
    """
    machine = platform.machine()
    if machine not in _DENIED:
        return b""
    numbers = _DENIED[machine]
    program = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, _AUDIT[machine]), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    program.append((_AT_LEAST, len(numbers) + 1, 0, _X32))
    program += [(_EQUAL, len(numbers) - at, 0, number) for at, number in enumerate(numbers)]
    program += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *step) for step in program)
