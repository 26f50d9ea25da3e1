# aim: takes memory until there is none
# answers: right
# score: 17
# repeats: ten
# status: graded|stopped
print("tried", flush=True)
kept = []
try:
    while True:
        kept.append(bytearray(2**26))
        kept[-1][:] = b"1" * 2**26
finally:
    kept.clear()
