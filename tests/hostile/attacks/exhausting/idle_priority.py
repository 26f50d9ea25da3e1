# aim: works at the lowest priority there is, so that every other program comes first
# answers: right
# score: 17
# status: stopped
# says: was stopped
# repeats: ten
import os

print("tried", flush=True)
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
os.nice(19)
while True:
    pass
