# aim: a hundred megabytes in one print
# answers: right
# score: 17
# status: graded
# says: printed more than is kept
# repeats: ten
print("tried", flush=True)
print("h" * (100 * 2**20))
