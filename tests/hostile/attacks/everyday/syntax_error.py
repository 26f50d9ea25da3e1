# aim: a cell of notes that is no Python
# answers: right
# score: 17
# prints: SyntaxError
this is what I understood so far:
