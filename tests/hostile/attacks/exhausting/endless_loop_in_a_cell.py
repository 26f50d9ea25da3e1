# aim: a loop without an end
# answers: right
# score: 17
# status: stopped
# says: and was stopped
# prints: tried
# repeats: ten
print("tried", flush=True)
while True:
    pass
