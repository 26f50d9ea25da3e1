# aim: takes memory that counts for no single process: shared maps, files in memory
# answers: right
# score: 17
# status: graded|stopped
# repeats: ten
import mmap
import time

print("tried", flush=True)
kept = []
for _ in range(32):
    kept.append(mmap.mmap(-1, 2**26))
    kept[-1].write(b"1" * 2**26)
time.sleep(30)
