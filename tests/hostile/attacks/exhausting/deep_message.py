# aim: messages nested a hundred thousand levels deep
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
from IPython import get_ipython

kernel = get_ipython().kernel
print("tried", flush=True)
pack = kernel.session.pack
deep = b"[" * 100_000 + b"]" * 100_000
kernel.session.pack = lambda value: deep if value == "deep" else pack(value)
kernel.session.send(kernel.iopub_socket, "stream", "deep", parent=kernel.get_parent())
kernel.session.pack = pack
