# aim: kills its own process
# answers: right
# score: 17
# status: stopped
# says: died
# prints: nothing
# repeats: ten
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
