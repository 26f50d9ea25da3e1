# aim: writes to the descriptors of the process, past Python's own print
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
import os

print("tried", flush=True)
for number in (1, 2):
    for _ in range(50):
        os.write(number, b"w" * 2**20)
