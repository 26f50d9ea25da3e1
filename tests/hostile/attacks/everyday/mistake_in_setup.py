# aim: a mistake at the end of the set-up cell
# at: end of setup
# answers: right
# score: 17
# prints: NameError
# says: NameError: name 'prin'
prin("hello")
