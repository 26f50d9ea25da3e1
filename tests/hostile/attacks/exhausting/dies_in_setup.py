# aim: the set-up cell ends the process, a moment after it began
# answers: right
# score: 17
# status: stopped
# says: died
# says: the lab's own ran after it
# prints: nothing
# repeats: ten
# at: in setup
import os
import threading

threading.Timer(0.05, lambda: os._exit(0)).start()
threading.Event().wait(5)
