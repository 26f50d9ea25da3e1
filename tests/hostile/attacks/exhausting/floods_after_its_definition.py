# aim: a flood below a right answer in the same cell
# at: end of step
# answers: right
# score: 17
# status: graded
# says: printed more than is kept
# prints: h
# repeats: ten
for _ in range(100):
    print("h" * 2**20)
