# aim: a loop that catches the interrupt and goes on
# answers: right
# score: 17
# status: stopped
# says: and was stopped
# repeats: ten
print("tried", flush=True)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
