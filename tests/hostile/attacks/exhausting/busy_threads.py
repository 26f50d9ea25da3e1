# aim: a thread that goes on computing after their cell has ended
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
import threading


def work():
    while True:
        sum(range(10**5))


for _ in range(1):
    threading.Thread(target=work, daemon=True).start()
print("tried")
