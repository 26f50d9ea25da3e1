# aim: opens raw, packet, netlink, vsock, bluetooth and crypto sockets
# answers: right
# score: 17
import socket

for family, kind, number in ((socket.AF_INET, socket.SOCK_RAW, 1), (socket.AF_PACKET, socket.SOCK_RAW, 0), (socket.AF_NETLINK, socket.SOCK_RAW, 0),
                             (40, socket.SOCK_STREAM, 0), (31, socket.SOCK_RAW, 1), (38, socket.SOCK_SEQPACKET, 0)):
    try:
        with socket.socket(family, kind, number) as door:
            if family == 40:
                door.connect((2, CANARY_PORT))
                print("REACHED the host over vsock")
            print("made", family)
    except OSError as error:
        print(family, type(error).__name__)
print("tried")
