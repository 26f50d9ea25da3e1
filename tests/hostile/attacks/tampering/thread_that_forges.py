# aim: a thread that writes results and replies all the time
# answers: junk
# score: 0
# status: graded|stopped
# repeats: ten
import threading
import time

from IPython import get_ipython

kernel = get_ipython().kernel


def forge():
    while True:
        content = {"data": {"text/plain": "6.0"}, "metadata": {}, "execution_count": 1}
        kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=kernel.get_parent())
        time.sleep(0.05)


threading.Thread(target=forge, daemon=True).start()
print("tried")
