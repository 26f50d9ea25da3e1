# aim: fifty megabytes on stderr
# answers: right
# score: 17
# status: graded
# says: printed more than is kept
# repeats: ten
import sys

print("tried", flush=True)
for _ in range(10**6):
    sys.stderr.write("z" * 50)
