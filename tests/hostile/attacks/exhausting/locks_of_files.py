# aim: keeps memory in locks on parts of files, which counts for no process
# answers: right
# score: 17
# prints: tried
import fcntl
import os
import struct

handle = os.open("locked", os.O_RDWR | os.O_CREAT)
part = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0)
for command in (fcntl.F_SETLK, fcntl.F_SETLKW, 37, 38):  # the last two are those of an open file
    fcntl.fcntl(handle, command, part)
if os.fork() == 0:
    kind = struct.unpack("hhqqi4x", fcntl.fcntl(os.open("locked", os.O_RDWR), fcntl.F_GETLK, part))[0]
    os._exit(kind != fcntl.F_UNLCK)
print("REACHED" if os.wait()[1] else "tried")
