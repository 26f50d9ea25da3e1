# aim: asks for a number before the definition: the hint names input
# at: in step
# answers: right
# score: 14
# prints: nothing
# says: input
n = int(input("How many? "))
