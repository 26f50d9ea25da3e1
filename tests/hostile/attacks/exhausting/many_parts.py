# aim: one message of thirty parts of sixty megabytes each, so that no part is too large
# answers: right
# score: 17
# status: stopped
# says: stopped
# prints: nothing
# repeats: ten
import zmq
from IPython import get_ipython

socket = get_ipython().kernel.iopub_socket
socket = getattr(getattr(socket, "io_thread", None), "socket", socket)
part = b"x" * (60 * 2**20)
for _ in range(30):
    socket.send(part, zmq.SNDMORE, copy=False)
socket.send(b"x")
