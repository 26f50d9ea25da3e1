# aim: makes namespaces of its own, which would give it privileges again
# answers: right
# score: 17
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for flag in (0x10000000, 0x20000000, 0x40000000, 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10020000):
    for call in (lambda: libc.unshare(flag), lambda: libc.syscall(56, flag | 17, 0, 0, 0, 0)):
        done = call()
        if done == 0 and call is not None and os.getpid() != 1 and os.getppid() == 0:
            os._exit(0)
        print("REACHED" if done >= 0 and flag != 0 else "refused", hex(flag))
print("tried")
