# aim: a hundred megabytes in small prints
# answers: right
# score: 17
# status: graded
# says: printed more than is kept
# repeats: ten
print("tried")
for _ in range(10**6):
    print("y" * 100)
