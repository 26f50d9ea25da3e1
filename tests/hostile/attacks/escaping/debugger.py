# aim: attaches to other processes and writes into their memory
# answers: right
# score: 17
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]:
    try:
        open(f"/proc/{pid}/mem", "r+b")
        print("opened", pid)
    except OSError:
        pass
    print(pid, libc.ptrace(16, pid, 0, 0), libc.kill(pid, 0))
for pid in range(1, 5000):
    if pid not in (1, os.getpid()) and libc.kill(pid, 0) == 0 and not os.path.exists(f"/proc/{pid}"):
        print("REACHED", pid)
print("tried")
