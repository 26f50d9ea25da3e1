# aim: calls hosts of the world by number and by name, over TCP and UDP, IPv4 and IPv6
# answers: right
# score: 17
import socket

for family, address in ((socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_INET, ("8.8.8.8", 443)), (socket.AF_INET6, ("2606:4700:4700::1111", 443))):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            with socket.socket(family, kind) as door:
                door.settimeout(1)
                door.connect(address)
                door.send(b"x")
                print("REACHED", address, kind)
        except OSError as error:
            print(address, type(error).__name__)
try:
    print(socket.gethostbyname("pypi.org"))
except OSError as error:
    print(type(error).__name__)
print("tried")
