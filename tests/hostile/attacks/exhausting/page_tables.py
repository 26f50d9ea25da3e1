# aim: one small file mapped thousands of times: its page tables take much more than itself and count as nobody's memory
# answers: right
# score: 17
# repeats: ten
import ctypes
import os

print("tried", flush=True)
libc, size = ctypes.CDLL(None, use_errno=True), 7 * 2**20
libc.mmap.restype, libc.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
file = os.open("/tmp/small", os.O_CREAT | os.O_RDWR)
os.ftruncate(file, size)
for _ in range(20_000):
    place = libc.mmap(None, size, 1, 1, file, 0)
    for at in range(0, size, 2**21):
        ctypes.string_at(place + at, 1)
