# aim: asks for a number before the definition, which costs nothing: the row names input
# at: in step
# answers: right
# score: 17
# prints: nothing
# says: input
n = int(input("How many? "))
