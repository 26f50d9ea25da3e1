# aim: leaves thirty processes of sessions of their own behind
# answers: right
# score: 17
# status: stopped
# says: processes
# repeats: ten
import os
import time

print("tried", flush=True)
for _ in range(30):
    if os.fork() == 0:
        os.setsid()
        time.sleep(3600)
time.sleep(5)
