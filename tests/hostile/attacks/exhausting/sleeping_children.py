# aim: leaves as many processes of sessions of their own behind as it may
# answers: right
# score: 17
# status: stopped
# says: processes
# repeats: ten
import os
import time

print("tried", flush=True)
for _ in range(90):
    try:
        child = os.fork()
    except OSError:
        break
    if child == 0:
        os.setsid()
        time.sleep(3600)
