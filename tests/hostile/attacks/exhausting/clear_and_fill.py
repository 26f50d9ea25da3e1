# aim: clears its outputs and fills them again, to the limit each time
# answers: right
# score: 17
# status: graded|stopped
# prints: nothing
# repeats: ten
from IPython import get_ipython

kernel = get_ipython().kernel
for _ in range(200):
    kernel.session.send(kernel.iopub_socket, "stream", {"name": "stdout", "text": "h" * 900_000}, parent=kernel.get_parent())
    kernel.session.send(kernel.iopub_socket, "clear_output", {"wait": False}, parent=kernel.get_parent())
