# aim: knocks at a port of this host, over TCP and UDP, by all its names
# answers: right
# score: 17
import socket

for host in ("127.0.0.1", "localhost", "0.0.0.0", "::1", "127.1.2.3", "host.docker.internal"):
    try:
        socket.create_connection((host, CANARY_PORT), timeout=1)
        print("REACHED", host)
    except OSError as error:
        print(host, type(error).__name__)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
    try:
        door.sendto(b"x", ("127.0.0.1", CANARY_PORT))
    except OSError as error:
        print(type(error).__name__)
print("tried")
