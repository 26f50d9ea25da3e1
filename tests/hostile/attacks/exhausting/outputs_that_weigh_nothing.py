# aim: outputs without an end, none with a letter in it, sent past Python's own display
# answers: right
# score: 17
# status: graded|stopped
# prints: nothing
# repeats: ten
from IPython import get_ipython

kernel = get_ipython().kernel
number = 0
while True:
    number += 1
    for kind, content in (
        ("display_data", {"data": {"text/plain": ""}, "metadata": {}}),
        ("error", {"ename": "", "evalue": "", "traceback": []}),
        ("stream", {"name": "stdout" if number % 2 else "stderr", "text": ""}),
    ):
        kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent())
