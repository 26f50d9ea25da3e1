# aim: ninety cells, each of which prints just less than the limit
# answers: right
# score: 17
# prints: nothing
from IPython import get_ipython

shell = get_ipython()
shell.events.register("post_execute", lambda: print("o" * 900_000))
