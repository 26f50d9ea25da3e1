# aim: `%%writefile`, and the module that it wrote is imported in the next lines of an answer
# answers: right
# score: 17
# prints: nothing
%%writefile mine.py
x = 1
