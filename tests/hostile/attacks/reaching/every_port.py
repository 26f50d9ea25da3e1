# aim: knocks at every port of the loopback
# answers: right
# score: 17
import socket

found = []
for port in range(1, 65536, 7):
    with socket.socket() as door:
        door.settimeout(0.05)
        if door.connect_ex(("127.0.0.1", port)) == 0:
            found.append(port)
print("tried", found)
