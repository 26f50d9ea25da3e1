# aim: closes every socket of its own kernel
# answers: right
# score: 17
# status: stopped
# says: died
# repeats: ten
import os
import socket
import threading


def close():
    for number in range(3, 200):
        try:
            socket.socket(fileno=os.dup(number)).shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


print("tried", flush=True)
threading.Timer(0.2, close).start()
threading.Event().wait(1)
