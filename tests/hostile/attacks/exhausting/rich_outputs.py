# aim: thousands of rich outputs
# answers: right
# score: 17
# status: graded
# says: printed more than is kept
# repeats: ten
from IPython.display import HTML, display

print("tried", flush=True)
for _ in range(4_000):
    display(HTML("h" * 5000))
