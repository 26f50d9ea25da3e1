# aim: messages of three hundred megabytes, larger than the grader takes
# answers: right
# score: 17
# status: stopped
# says: stopped
# repeats: ten
from IPython import get_ipython

print("tried", flush=True)
socket = get_ipython().kernel.iopub_socket
socket.send_multipart([b"x" * (300 * 2**20)])
