# aim: a thread that prints for ever, after its cell has ended
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
import threading


def shout():
    while True:
        print("s" * 10_000)


print("tried", flush=True)
threading.Thread(target=shout, daemon=True).start()
