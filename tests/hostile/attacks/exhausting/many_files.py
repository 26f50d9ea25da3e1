# aim: makes files without content until the file system has no more room for names
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
import os

print("tried", flush=True)
try:
    for number in range(3_000_000):
        os.close(os.open(f"/tmp/{number}", os.O_CREAT | os.O_WRONLY))
except OSError as error:
    print(type(error).__name__)
