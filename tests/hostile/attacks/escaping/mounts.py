# aim: mounts, unmounts and turns the root around, with the old calls and the new
# answers: right
# score: 17
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for name, call in {
    "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
    "remount": lambda: libc.mount(b"none", b"/", None, 32 | 4096, None),
    "umount": lambda: libc.umount2(b"/run/kernel", 2),
    "umount proc": lambda: libc.umount2(b"/proc", 2),
    "pivot_root": lambda: libc.syscall(155, b"/tmp", b"/tmp"),
    "open_tree": lambda: libc.syscall(428, -100, b"/", 1),
    "move_mount": lambda: libc.syscall(429, -100, b"/tmp", -100, b"/run", 0),
    "fsopen": lambda: libc.syscall(430, b"tmpfs", 0),
    "mount_setattr": lambda: libc.syscall(442, -100, b"/", 0, 0, 0),
}.items():
    print("REACHED" if call() >= 0 else "refused", name)
print("tried")
