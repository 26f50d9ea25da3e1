# aim: joins the namespaces of other processes
# answers: right
# score: 17
import ctypes
import glob
import os

libc = ctypes.CDLL(None, use_errno=True)
own = {name: os.stat(f"/proc/self/ns/{name}").st_ino for name in os.listdir("/proc/self/ns")}
for path in glob.glob("/proc/[0-9]*/ns/*"):
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        continue
    other = os.fstat(handle).st_ino != own[os.path.basename(path)]
    if libc.setns(handle, 0) == 0 and other:
        print("REACHED", path)
print("tried")
