# aim: raises its own limits and its priority
# answers: right
# score: 17
import os
import resource

for kind in (resource.RLIMIT_DATA, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE):
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print("REACHED", kind)
    except (OSError, ValueError) as error:
        print(kind, type(error).__name__)
try:
    os.nice(-20)
    print("REACHED nice")
except OSError as error:
    print(type(error).__name__)
print("tried")
