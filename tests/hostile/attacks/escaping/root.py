# aim: becomes root, by every call there is
# answers: right
# score: 17
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for call in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.chroot("/"),
             lambda: os.chown("/tmp", 0, 0)):
    try:
        call()
        print("REACHED" if os.getuid() == 0 else "nothing")
    except OSError as error:
        print(type(error).__name__)
print("tried", os.getuid(), libc.prctl(24, 21, 0, 0, 0))
