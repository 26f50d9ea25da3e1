# aim: a regular expression that takes for ever inside C
# answers: right
# score: 17
# status: stopped
# says: stopped
# repeats: ten
import re

print("tried", flush=True)
re.match(r"(a+)+$", "a" * 64 + "b")
