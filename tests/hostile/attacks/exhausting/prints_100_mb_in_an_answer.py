# aim: a hundred prints of a megabyte each before a right answer
# at: in step
# answers: right
# score: 17
# status: graded
# says: printed more than is kept
# prints: h
# repeats: ten
for _ in range(100):
    print("h" * 2**20)
