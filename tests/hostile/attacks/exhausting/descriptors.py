# aim: opens files until no more can be opened
# answers: right
# score: 17
# repeats: ten
kept = []
try:
    while True:
        kept.append(open("/dev/null"))
except OSError:
    print("tried", len(kept) < 300)
kept.clear()
