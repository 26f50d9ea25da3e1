# aim: calls itself until the stack ends, in Python and in C
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
import sys

print("tried", flush=True)
sys.setrecursionlimit(10**9)


def down():
    return down()


down()
