# aim: crashes with core dumps allowed, so that the host starts the program that it has for them
# answers: right
# score: 17
import os
import resource
import signal

for limits in ((0, 0), (0, 1), (1, 1), (2**30, 2**30)):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, limits)
        print("REACHED", limits)
    except (ValueError, OSError) as error:
        print(type(error).__name__)
if resource.getrlimit(resource.RLIMIT_CORE) != (1, 1):  # the only limit at which Linux starts none
    print("REACHED")
if os.fork() == 0:
    os.kill(os.getpid(), signal.SIGSEGV)
print("tried", os.WCOREDUMP(os.wait()[1]))
