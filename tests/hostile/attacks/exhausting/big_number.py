# aim: a power whose digits no memory holds
# answers: right
# score: 17
# status: stopped
# says: stopped
# repeats: ten
print("tried", flush=True)
9**9**9**9
