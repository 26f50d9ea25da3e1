# aim: fills the buffers of thousands of connections to itself, of which the whole host has a limited store
# answers: right
# score: 17
# status: stopped
# says: of memory
# repeats: ten
import os
import socket

print("tried", flush=True)
for _ in range(13):
    if os.fork() == 0:
        break
kept, server = [], socket.create_server(("127.0.0.1", 0), backlog=300)
for _ in range(200):
    for door in (socket.create_connection(server.getsockname()), server.accept()[0]):
        kept.append(door)
        door.setblocking(False)
        try:
            while True:
                door.send(b"x" * 65536)
        except BlockingIOError:
            pass
os.wait()
