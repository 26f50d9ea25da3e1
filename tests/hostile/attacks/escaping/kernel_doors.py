# aim: calls that had to be closed before: bpf, keys, io_uring, userfaultfd, perf, modules, kexec, reboot
# answers: right
# score: 17
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
numbers = {"bpf": 321, "add_key": 248, "keyctl": 250, "io_uring_setup": 425, "userfaultfd": 323, "perf_event_open": 298, "init_module": 175,
           "finit_module": 313, "kexec_load": 246, "reboot": 169, "swapon": 167, "memfd_create": 319, "shmget": 29, "open_by_handle_at": 304}
for name, number in numbers.items():
    if platform.machine() == "x86_64":
        print("REACHED" if libc.syscall(number, 0, 0, 0, 0, 0) >= 0 else "refused", name)
print("tried")
