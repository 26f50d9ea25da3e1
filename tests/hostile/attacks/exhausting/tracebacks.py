# aim: errors with tracebacks of thousands of long lines
# answers: right
# score: 17
# status: graded|stopped
# prints: nothing
# repeats: ten
from IPython import get_ipython

kernel = get_ipython().kernel
for _ in range(500):
    content = {"ename": "E" * 10_000, "evalue": "v" * 10_000, "traceback": ["t" * 10_000] * 300}
    kernel.session.send(kernel.iopub_socket, "error", content, parent=kernel.get_parent())
