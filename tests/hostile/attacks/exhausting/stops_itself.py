# aim: stops its own process, which then neither runs nor ends
# answers: right
# score: 17
# status: stopped
# says: stopped
# repeats: ten
import os
import signal

print("tried", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
