# aim: stops its own process, which then neither runs nor ends
# answers: right
# score: 17
# status: stopped
# says: stopped
# prints: nothing
# repeats: ten
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
