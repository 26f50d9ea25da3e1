# aim: results that nbgrader turns into marks: negative, no number, infinite
# answers: junk
# score: 0
from IPython import get_ipython

get_ipython().ast_node_interactivity = "all"
print("tried")
-5
"not a number"
float("inf")
float("nan")
10**400
