# aim: a cell that raises
# answers: right
# score: 17
# prints: ZeroDivisionError
1 / 0
