# aim: memory that counts for no process: maps that are shared and of no file, `/dev/zero`, pages lent to a pipe
# answers: right
# score: 17
import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype, libc.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
NOWHERE, SIZE = ctypes.c_void_p(-1).value, 2**26


def fill_and_forget(handle, flags, access=mmap.PROT_READ | mmap.PROT_WRITE):
    """Fill a map and give its pages back: they stay, and no process is said to have them."""
    place = libc.mmap(None, SIZE, access, flags, handle, 0)
    if place == NOWHERE:
        return False
    for at in range(0, SIZE, 4096):
        ctypes.string_at(place + at, 1)
    libc.madvise(ctypes.c_void_p(place), ctypes.c_size_t(SIZE), mmap.MADV_DONTNEED)
    return True


if fill_and_forget(-1, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS):
    print("REACHED a map of no file")
for access, mode in ((mmap.PROT_READ, os.O_RDONLY), (mmap.PROT_READ | mmap.PROT_WRITE, os.O_RDWR)):
    zero = os.open("/dev/zero", mode)
    if fill_and_forget(zero, mmap.MAP_SHARED, access):
        print("REACHED /dev/zero")
page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
piece = (ctypes.c_size_t * 2)(ctypes.addressof(ctypes.c_char.from_buffer(page)), 4096)
if libc.vmsplice(os.pipe()[1], piece, ctypes.c_size_t(1), 0) > 0:
    print("REACHED a pipe")
print("tried")
