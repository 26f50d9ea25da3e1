# aim: fifteen processes that take memory together
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
import os
import time

print("tried", flush=True)
for _ in range(14):
    if os.fork() == 0:
        try:
            kept = b"1" * (300 * 2**20)
            time.sleep(60)
        finally:
            os._exit(0)
os.wait()
