# aim: what is no message at all, on the channel of outputs
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
from IPython import get_ipython

print("tried", flush=True)
socket = get_ipython().kernel.iopub_socket
for _ in range(5):
    socket.send_multipart([b"x", b"<IDS|MSG>", b"bad", b"{", b"{", b"{", b"{"])
