"""Two hand-ins at a time: what Linux counts for the user they share, one takes; the other must not notice."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psutil
import pytest

from tests.hostile.corpus import LIMITS, attacks, hand_in
from tests.hostile.run import run

pytestmark = [pytest.mark.long, pytest.mark.slow(part="hostile")]
HOLDS = f"holds-{os.getpid()}"  # what the hand-in calls its process once it has all that it can have
LONG = {"cell_seconds": 60, "notebook_seconds": 240}  # so that a busy host does not end it before

TAKES = {
    "watches": """
import select
numbers = [os.dup(pipe) for pipe in [os.pipe()[0]] * 110]
pollers = []
try:
    while True:
        pollers.append(select.epoll())
        for number in numbers:
            pollers[-1].register(number)
except OSError:
    pass
""",
    "pipes": """
import fcntl
pipes = []
try:
    while True:
        pipes.append(os.pipe())
        fcntl.fcntl(pipes[-1][1], 1031, 2**20)
except OSError:
    pass
""",
    "signals": """
import ctypes, signal
libc, timer = ctypes.CDLL(None), ctypes.c_void_p()
while libc.timer_create(1, None, ctypes.byref(timer)) == 0:
    pass
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])
while libc.sigqueue(os.getpid(), signal.SIGRTMIN, None) == 0:
    pass
""",
    "locks": """
import fcntl
for name in range(120):
    handle = os.open(f"locked-{name}", os.O_RDWR | os.O_CREAT)
    for at in range(300):
        fcntl.lockf(handle, fcntl.LOCK_EX, 1, 2 * at)
""",
}
HOG = """
import os, time
ready = os.pipe()
for _ in range(20):
    if os.fork() == 0:
{takes}
        os.write(ready[1], b"x")
        time.sleep(1000)
count = 0
while count < 20:
    count += len(os.read(ready[0], 20))
with open("/proc/self/comm", "w") as name:
    name.write("{name}")
time.sleep(1000)
"""


def with_code(code: str, answers: str) -> bytes:
    """Return a hand-in that runs this code after its set-up."""
    return hand_in(replace(attacks()[0], source=code, at="after setup", answers=answers), {})


def hog(takes: str) -> bytes:
    """Return a hand-in that takes all that it can get, in twenty processes, and keeps it until it is ended."""
    code = "\n".join(f"        {line}" for line in takes.strip().splitlines())
    return with_code(HOG.format(takes=code, name=HOLDS), "none")


def holding() -> list[psutil.Process]:
    """Return the processes of this host that say that they hold all that they can have."""
    return [process for process in psutil.process_iter(["name"]) if process.info["name"] == HOLDS]


@pytest.mark.parametrize("user", ["", "nobody"])
@pytest.mark.parametrize("what", TAKES)
def test_what_one_hand_in_takes_no_other_misses(what, user):
    """The same row beside one that holds all it can get, graded by the same user on the same host."""
    honest = with_code("", "right")
    alone = run(honest, LIMITS, user=user)
    with ThreadPoolExecutor() as pool:
        other = pool.submit(run, hog(TAKES[what]), LIMITS | LONG, user=user)
        while not holding():
            assert not other.done(), other.result().row
            time.sleep(0.05)
        beside = run(honest, LIMITS, user=user)
        assert holding(), "it was over before the other had been graded"
        assert beside.same == alone.same
        for process in holding():
            process.kill()
        assert other.result().row["score"] == 0
