# aim: processes that start processes
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
import os

print("tried", flush=True)
me = os.getpid()
try:
    while True:
        os.fork()
except OSError:
    pass
if os.getpid() != me:
    os._exit(0)
