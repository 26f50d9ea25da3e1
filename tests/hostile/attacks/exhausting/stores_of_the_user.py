# aim: uses up what the host counts for a user: watches of files, timers, terminals
# answers: right
# score: 17
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for name in ("inotify_init", "inotify_init1", "fanotify_init"):
    if hasattr(libc, name) and getattr(libc, name)(0, 0) >= 0:
        print("REACHED", name)
count, timer = 0, ctypes.c_void_p()
while count < 5_000 and libc.timer_create(1, None, ctypes.byref(timer)) == 0:
    count += 1
print("timers", count, "REACHED" if count > 2_000 else "")
try:
    os.openpty()
    print("REACHED terminals")
except OSError as error:
    print(type(error).__name__)
print("tried")
