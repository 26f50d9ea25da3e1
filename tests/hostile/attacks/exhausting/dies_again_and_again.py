# aim: every cell ends the process, however often it is started again
# answers: right
# score: 0
# status: stopped
# says: died
# prints: nothing
# repeats: ten
# at: in setup
import os
import threading

threading.Timer(0.05, lambda: os._exit(0)).start()
threading.Event().wait(5)
