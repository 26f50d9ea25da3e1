# aim: sends a thousand open files and never takes them: Linux counts those on their way for the user, and refuses others' then
# answers: right
# score: 17
import os
import socket

here, there = socket.socketpair()
files = [os.open("/dev/null", os.O_RDONLY)] * 200
try:
    for _ in range(5):
        socket.send_fds(here, [b"x"], files)
    print("REACHED")
except OSError as error:
    print("tried", type(error).__name__)
