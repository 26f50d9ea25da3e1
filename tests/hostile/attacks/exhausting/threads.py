# aim: a thousand threads
# answers: right
# score: 17
# repeats: ten
import threading

done, started = threading.Event(), 0
try:
    for started in range(1000):
        threading.Thread(target=done.wait, daemon=True).start()
except RuntimeError:
    pass
done.set()
print("tried", started < 100)
