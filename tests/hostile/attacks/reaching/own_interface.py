# aim: gives its loopback an address of the host's network, or a new interface
# answers: right
# score: 17
import fcntl
import socket
import struct

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
    for call in (0x8914, 0x8916, 0x89A0):
        try:
            fcntl.ioctl(door, call, struct.pack("16sH14s", b"lo", socket.AF_INET, b"\0\0\x0a\0\0\1" + b"\0" * 8))
            print("REACHED", hex(call))
        except OSError as error:
            print(hex(call), type(error).__name__)
print("tried")
