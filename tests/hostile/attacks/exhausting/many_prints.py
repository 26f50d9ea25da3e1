# aim: a hundred megabytes in small prints
# answers: right
# score: 17
# status: graded
# says: printed more than is kept
# repeats: ten
print("tried")
for _ in range(10**5):
    print("y" * 1000)
