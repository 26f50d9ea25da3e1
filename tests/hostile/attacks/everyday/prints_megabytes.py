# aim: prints most of a megabyte, within the limit
# answers: right
# score: 17
for number in range(8_000):
    print("y" * 100)
print("tried")
