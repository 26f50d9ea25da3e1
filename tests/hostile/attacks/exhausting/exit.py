# aim: leaves the notebook at the end of an answer
# at: end of step
# answers: right
# score: 17
# repeats: ten
# prints: nothing
exit()
