# aim: makes files of a thousand gigabytes with nothing in them
# answers: right
# score: 17
import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open("sparse", "wb") as file:
        file.truncate(10**12)
    print("REACHED")
except OSError:
    print("tried")
