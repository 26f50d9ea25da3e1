# aim: never answers a check, and stays interruptible
# at: instead of init_state
# answers: right
# score: 15
# status: stopped
# says: was stopped
# repeats: ten
import time


def init_state(x, rnn_size):
    time.sleep(86400)


print("tried")
