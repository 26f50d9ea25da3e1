# aim: asks for a number in a cell of its own, which costs nothing
# answers: right
# score: 17
# prints: nothing
name = input("Your name? ")
print(f"Hello {name}")
