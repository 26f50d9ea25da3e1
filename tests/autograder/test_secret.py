"""The course's grading secret."""

from multiprocessing import get_context

import pytest

from autograder.secret import course_secret

PROCESSES, ROUNDS = 4, 60


def test_the_secret_is_made_once_and_is_private(tmp_path):
    """Without it nobody can foresee the checks' inputs."""
    first = course_secret(tmp_path)
    assert course_secret(tmp_path) == first and len(first) == 32
    assert [path.name for path in tmp_path.iterdir()] == [".grading_secret"]
    assert (tmp_path / ".grading_secret").stat().st_mode & 0o077 == 0


@pytest.mark.long
def test_processes_that_start_together_have_the_same_secret(tmp_path):
    """None reads it before it is written, and none makes a second one."""
    context = get_context("spawn")
    start, read = context.Barrier(PROCESSES), context.Queue()
    folders = [tmp_path / str(number) for number in range(ROUNDS)]
    for folder in folders:
        folder.mkdir()
    workers = [context.Process(target=_read_all, args=(folders, start, read)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    secrets = [read.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join()
    assert all(len(secret) == 32 for secret in secrets[0])
    assert secrets == [secrets[0]] * PROCESSES


def _read_all(folders, start, read):
    secrets = []
    for folder in folders:
        start.wait(timeout=120)
        secrets.append(course_secret(folder))
    read.put(secrets)
