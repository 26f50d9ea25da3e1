# aim: the output of a shell line in a variable
# at: in setup
# answers: right
# score: 17
# prints: lines []
y = !ls -la
print("lines", list(y))
