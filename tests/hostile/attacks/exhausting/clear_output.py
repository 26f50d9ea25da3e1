# aim: prints and clears, over and over
# answers: right
# score: 17
# status: stopped
# says: was stopped
# repeats: ten
# prints: nothing
from IPython.display import clear_output

for number in range(10**9):
    print("y" * 100)
    clear_output()
