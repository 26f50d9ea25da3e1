# aim: messages nested a hundred thousand levels deep
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
from IPython import get_ipython

kernel = get_ipython().kernel
print("tried", flush=True)
message = kernel.session.msg("stream", {}, parent=kernel.get_parent())
kernel.iopub_socket.send_multipart(kernel.session.serialize({**message, "content": b"[" * 100_000 + b"]" * 100_000}))
