# aim: processes that start processes, and stay
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
import os
import time

print("tried", flush=True)
me = os.getpid()
try:
    while True:
        os.fork()
except OSError:
    pass
if os.getpid() != me:
    time.sleep(30)
    os._exit(0)
