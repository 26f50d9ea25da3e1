# aim: a power whose digits no memory holds
# answers: right
# score: 17
# status: stopped
# says: stopped
# prints: nothing
# repeats: ten
9**9**9**9
