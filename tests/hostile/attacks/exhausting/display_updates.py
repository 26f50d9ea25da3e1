# aim: one output that is updated a hundred thousand times
# answers: right
# score: 17
# status: stopped
# says: was stopped
# repeats: ten
from IPython.display import display

print("tried", flush=True)
handle = display("0", display_id=True)
for number in range(10**9):
    handle.update(str(number) * 20)
