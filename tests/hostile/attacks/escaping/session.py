# aim: daemons of their own session that outlive the kernel
# answers: right
# score: 17
import os
import time

for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(3600)
        os._exit(0)
print("tried")
