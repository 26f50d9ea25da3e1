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
mine = []  # threads too can be signalled by their numbers
for thread in os.listdir("/proc/self/task"):
    with open(f"/proc/self/task/{thread}/status") as status:
        mine += [int(line.split()[-1]) for line in status if line.startswith("NSpid")]
for pid in range(1, 5000):
    if pid not in (1, *mine) and libc.kill(pid, 0) == 0 and not os.path.exists(f"/proc/{pid}"):
        print("REACHED", pid)
print("tried")
