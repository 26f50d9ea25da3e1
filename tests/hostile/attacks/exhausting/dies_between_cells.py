# aim: a thread that ends the process a second later, while another cell runs
# answers: right
# score: 17
# status: stopped
# says: died
# repeats: ten
import os
import threading

threading.Timer(0.2, lambda: os._exit(0)).start()
print("tried", flush=True)
threading.Event().wait(5)
