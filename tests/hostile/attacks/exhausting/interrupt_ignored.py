# aim: a loop that ignores the interrupt
# answers: right
# score: 17
# status: stopped
# says: and was stopped
# repeats: ten
import signal

print("tried", flush=True)
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass
