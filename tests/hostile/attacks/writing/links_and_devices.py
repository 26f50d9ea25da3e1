# aim: lays links to files of the host, pipes, sockets and devices into its own folders
# answers: right
# score: 17
import os
import socket

for folder in (".", "/tmp", "/dev/shm"):
    for number, make in enumerate((lambda p: os.symlink("/etc/passwd", p), lambda p: os.symlink("CANARY_FOLDER/.grading_secret", p),
                                   lambda p: os.link("/proc/1/exe", p), os.mkfifo, lambda p: os.mknod(p, 0o600 | 0o60000, os.makedev(8, 0)),
                                   lambda p: socket.socket(socket.AF_UNIX).bind(p))):
        try:
            make(f"{folder}/link{number}")
        except OSError as error:
            print(number, type(error).__name__)
print("tried")
