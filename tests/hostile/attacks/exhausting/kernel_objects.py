# aim: memory that the kernel keeps for semaphores, queues and rings, and that counts for no process
# answers: right
# score: 17
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
calls = {"semget": lambda: libc.semget(0, 32_000, 0o1600), "msgget": lambda: libc.msgget(0, 0o1600), "shmget": lambda: libc.shmget(0, 2**30, 0o1600)}
if platform.machine() == "x86_64":
    calls |= {"io_setup": lambda: libc.syscall(206, 1_000, ctypes.byref(ctypes.c_ulong(0))), "mq_open": lambda: libc.syscall(240, b"q", 0o102, 0o600, None)}
for name, call in calls.items():
    for _ in range(50):
        if call() >= 0:
            print("REACHED", name)
            break
print("tried")
