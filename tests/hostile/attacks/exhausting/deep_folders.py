# aim: folders inside folders, deeper than any path can name
# answers: right
# score: 17
import os

print("tried", flush=True)
for _ in range(3000):
    os.mkdir("d")
    os.chdir("d")
