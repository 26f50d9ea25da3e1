"""Every attack and every everyday noise of the corpus: each with the row that it deserves, and nothing reached."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.hostile.corpus import LIMITS, attacks, hand_in, limits_of
from tests.hostile.folders import lay
from tests.hostile.run import busy, problems, run

pytestmark = pytest.mark.long

OFTEN = {  # one of each kind, in every run of the tests
    "tampering/forged_reply_on_shell", "tampering/patched_encoders", "tampering/result_in_every_cell", "tampering/frames", "tampering/large_reply",
    "stealing/named_files", "stealing/roots_of_processes", "stealing/grader_imported",
    "writing/paths_of_the_host", "writing/data_cache", "writing/sockets_replaced",
    "reaching/loopback", "reaching/abstract_sockets",
    "exhausting/endless_loop_in_a_cell", "exhausting/ends_its_process", "exhausting/memory", "exhausting/prints_100_mb_in_an_answer",
    "exhausting/exit", "exhausting/fork_bomb", "exhausting/stops_itself", "exhausting/kernel_objects", "exhausting/descriptors_in_flight", "exhausting/memory_of_no_process",
    "escaping/new_namespaces", "escaping/mounts", "escaping/setuid_programs", "escaping/debugger",
    "everyday/pip_in_setup", "everyday/drive_in_an_answer", "everyday/stderr_when_called", "everyday/progress_bars", "everyday/tensors_between_processes",
}  # fmt: skip


def param(attack):
    marks = [pytest.mark.xfail(reason=attack.open, strict=True)] if attack.open else []
    return pytest.param(attack, id=attack.id, marks=marks)


def digest(attack):
    """Return a number that is the same on every host."""
    return int(hashlib.sha256(attack.id.encode()).hexdigest(), 16)


def graded(attack, canaries, user="", cold=False):
    options = {"user": user, "cold": cold, "environment": canaries.environment}
    outcome = run(hand_in(attack, canaries.words), limits_of(attack), **options)
    assert problems(attack, outcome, canaries) == []
    always = {"score", "checks"} if "|" in attack.status else set(outcome.same)  # as the attack's head says
    return {name: value for name, value in outcome.same.items() if name in always}


@pytest.mark.parametrize("attack", [param(attack) for attack in attacks() if attack.id in OFTEN])
def test_one_of_each_kind(attack, canaries):
    """One hand-in of each kind."""
    graded(attack, canaries)


@pytest.mark.slow(part="hostile")
@pytest.mark.parametrize("attack", [param(attack) for attack in attacks() if not attack.ten])
def test_every_attack_as_root_and_as_an_ordinary_user_warm_and_cold(attack, canaries):
    """The same row, whoever runs the grader, and wherever its kernels come from."""
    warm, cold = digest(attack) % 2 == 0, digest(attack) % 2 == 1
    assert graded(attack, canaries, cold=cold) == graded(attack, canaries, user="nobody", cold=warm)


@pytest.mark.slow(part="repeats")
@pytest.mark.parametrize("attack", [param(attack) for attack in attacks() if attack.ten])
def test_what_time_and_luck_could_change_gives_the_same_row_ten_times(attack, canaries):
    """Five runs one after the other, and five at once beside two busy loops: as both users, warm and cold."""
    ways = [("", False), ("nobody", True), ("", True), ("nobody", False), ("", False)]
    first, *others = [graded(attack, canaries, *way) for way in ways]
    with busy(2), ThreadPoolExecutor(len(ways)) as pool:
        others += pool.map(lambda way: graded(attack, canaries, *way), ways)
    assert others == [first] * 9


def test_the_corpus_is_whole():
    """Every class is there, every file says what it is, and what is tested often exists."""
    groups = {attack.group for attack in attacks()}
    assert groups == {"tampering", "stealing", "writing", "reaching", "exhausting", "escaping", "everyday"}
    assert {attack.id for attack in attacks()} >= OFTEN
    assert all(attack.aim and attack.source.strip() for attack in attacks())


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user is one already")
def test_an_ordinary_user_is_one(canaries):
    """The runs as an ordinary user cannot read what is root's."""
    folder = canaries.folder / "of-root"
    lay(folder, lambda folder: folder.chmod(0o700))
    assert [run(folder, LIMITS, user=user).row["score"] for user in ("", "nobody")] == [17, 0]
