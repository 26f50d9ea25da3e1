# aim: sleeps for a day
# answers: right
# score: 17
# status: stopped
# says: and was stopped
# repeats: ten
import time

print("tried", flush=True)
time.sleep(86400)
