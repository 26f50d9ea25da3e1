# aim: fills every folder it may write to
# answers: right
# score: 17
# repeats: ten
import os

for folder in (".", "/tmp", "/dev/shm", "/run/kernel"):
    number = 0
    try:
        for number in range(1000):
            with open(f"{folder}/{number}.bin", "wb") as file:
                file.write(b"1" * 2**20)
    except OSError:
        print("tried", number < 20)
