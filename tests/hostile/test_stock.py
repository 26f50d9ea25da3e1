"""Stock nbgrader, which has no sandbox: only in its box, and there the canaries see what is reached."""

import os
import socket
import subprocess
import sys

import pytest

from tests.bank import ROOT
from tests.hostile.corpus import attacks
from tests.hostile.stock import make_stock_course, stock

pytestmark = pytest.mark.long


def test_stock_nbgrader_is_refused_outside_the_box(tmp_path):
    """Its command names the one that makes the box, and leaves nothing behind."""
    command = [sys.executable, "-m", "tests.hostile.stock", str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "only run inside the box" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_canaries_see_what_is_reached(canaries):
    """A secret that comes back, a door that was knocked at, a planted file: each is seen, once."""
    assert canaries.reached("nothing") == [] == canaries.plantings()
    assert len(canaries.reached(f"… {canaries.token} …")) == 1
    socket.create_connection(("127.0.0.1", canaries.port)).close()
    with socket.socket(socket.AF_UNIX) as door:
        door.connect("\0" + canaries.abstract)
    assert len(canaries.reached("")) == 2
    planted = canaries.folder / "open" / canaries.planted
    planted.touch()
    assert canaries.plantings() == [str(planted)]
    planted.unlink()
    assert canaries.reached("") == [] == canaries.plantings()


@pytest.mark.slow(part="hostile")
@pytest.mark.parametrize(
    ("attack", "score", "reached"),
    [
        ("tampering/patched_comparisons", 15, ""),
        ("stealing/named_files", 17, "a secret was read"),
        ("reaching/loopback", 17, "a door of the host was opened"),
        ("writing/python_and_course", 17, "was changed"),
    ],
)
def test_the_corpus_reaches_what_has_no_sandbox(attack, score, reached, tmp_path_factory):
    """The attacks are real: at stock nbgrader they forge, read, call and write."""
    course = tmp_path_factory.mktemp("stock", numbered=True)
    for folder in (course, *course.parents[:2]):
        os.chmod(folder, 0o755)
    make_stock_course(course)
    found = stock(next(a for a in attacks() if a.id == attack), course)
    assert found[0] == score and reached in " ".join(found[1])
