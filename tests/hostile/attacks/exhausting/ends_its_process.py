# aim: ends its process at once, in an answer: only that exercise and those that need it are lost
# at: instead of recurrence
# answers: right
# score: 11
# status: stopped
# says: died
# prints: nothing
# repeats: ten
import os

os._exit(3)
