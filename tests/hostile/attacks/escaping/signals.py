# aim: kills every process it can see, and its own group
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
# prints: nothing
import os
import signal

print("tried", flush=True)
for pid in range(1, 300):
    if pid != os.getpid():
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
try:
    os.kill(-1, signal.SIGCONT)
except OSError as error:
    print(type(error).__name__)
