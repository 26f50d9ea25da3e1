# aim: looks for what other programs keep in shared memory, queues and semaphores
# answers: right
# score: 17
import glob

for path in ("/proc/sysvipc/shm", "/proc/sysvipc/msg", "/proc/sysvipc/sem", *glob.glob("/dev/shm/*"), *glob.glob("/dev/mqueue/*")):
    try:
        print(path, open(path, "rb").read(500))
    except OSError as error:
        print(path, error)
print("tried")
