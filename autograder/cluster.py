"""A class on Dask: submissions travel to its workers as bytes, and come back as data that the client saves.

Workers need the installed package alone, one thread each. Retries and lost workers are Dask's; when the scheduler itself
is gone, whatever has not come back is handed to the next one under its address.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.fingerprints import course_fingerprint
from autograder.finished import Finished, grade_handed
from autograder.folder import Handed, read_folder
from autograder.lab import Lab
from autograder.sandbox.bubblewrap import find_bwrap
from autograder.workers import JobFailed

if TYPE_CHECKING:
    from distributed import Client, Future

LOOK = 0.2  # seconds between two looks at `stopped`
CONNECT = 30  # seconds in which a scheduler must answer
PATIENCE = 600  # seconds in which a scheduler that is gone must be back
AHEAD = 2  # submissions under way for each worker


class NoCluster(RuntimeError):
    """The cluster cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Order:
    """What all submissions of a lab have in common; it travels once, and again to another scheduler."""

    lab: Lab
    course: str
    secret: str
    settings: dict


@contextmanager
def started(kind: str, workers: int) -> Iterator[str]:
    """Start a cluster of this kind, and give its scheduler's address.

    Parameters
    ----------
    kind : str
        ``local``: processes of this machine; ``slurm``: dask-jobqueue, set up in its own configuration file;
        ``kubernetes``: dask-kubernetes.
    workers : int
        How many are started, at least one.

    Yields
    ------
    str
        As ``tcp://host:8786``; the cluster ends with the block.

    Raises
    ------
    NoCluster
        When what it needs is not installed.
    """
    with _installed("cluster" if kind == "local" else kind):
        if kind == "slurm":
            from dask_jobqueue import SLURMCluster as Cluster

            settings: dict = {"processes": 1, "cores": 1}
        elif kind == "kubernetes":
            from dask_kubernetes.operator import KubeCluster as Cluster

            settings = {"name": "unrolled"}
        else:
            from distributed import LocalCluster as Cluster

            settings = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
            settings["silence_logs"] = logging.CRITICAL
    with Cluster(**settings) as cluster:
        if kind != "local":
            cluster.scale(workers)
        yield cluster.scheduler_address


@contextmanager
def _installed(extra: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise NoCluster(f"{error}: a cluster needs `pip install 'unrolled[{extra}]'`.") from error


def run_on_cluster(
    address: str,
    orders: Mapping[str, Order],
    jobs: Mapping[tuple[str, str], Path],
    *,
    stopped: Callable[[], bool] = lambda: False,
    said: Callable[[str], None] = lambda sentence: None,
) -> Iterator[dict[tuple[str, str], Any]]:
    """Grade the folders of all jobs, named by lab and student, on a cluster; yield what has arrived, as `run_jobs` does.

    Parameters
    ----------
    address : str
        The scheduler's, such as ``tcp://host:8786``.
    orders : mapping of str to Order
        How each lab is graded, by its name.
    jobs : mapping of (str, str) to Path
        The folder handed in, by lab and student.
    stopped : callable
        Asked again and again; once it is true, what has arrived is yielded.
    said : callable
        Is called with sentences for the person who waits.

    Yields
    ------
    dict of (str, str) to object
        Outcomes by lab and student.

    Raises
    ------
    NoCluster
        When no scheduler answers, or its workers have another course, no sandbox or several threads.
    """
    with _installed("cluster"):
        from distributed import Client
        from distributed.utils import silence_logging_cmgr
    left, lost, told, met = dict(jobs), 0.0, "", False
    while left and not stopped():
        try:
            # what Dask would log of a scheduler that is gone is said below, in a sentence
            with silence_logging_cmgr(logging.CRITICAL), Client(address, timeout=CONNECT) as client:
                met = True
                _require_workers(client, orders, stopped)
                link = client.dashboard_link
                if link and link != told:
                    told = link
                    said(f"The cluster's dashboard: {link}")
                for arrived in _one_connection(client, orders, left, stopped):
                    lost = 0.0
                    left = {job: folder for job, folder in left.items() if job not in arrived}
                    yield arrived
        except OSError as error:  # no scheduler: Dask's own errors of connections are of this kind
            if not met:
                raise NoCluster(f"No scheduler answers at {address}: {error}") from error
            if not lost:
                said("The cluster's scheduler is gone; waiting for one under the same address.")
            lost = lost or time.monotonic()
            if time.monotonic() > lost + PATIENCE:
                raise NoCluster(
                    f"The scheduler at {address} did not come back within {PATIENCE / 60:.0f} minutes."
                ) from error


def _require_workers(client: Client, orders: Mapping[str, Order], stopped: Callable[[], bool]) -> None:
    """Wait for a worker, and compare all that are there with this machine."""
    while not client.scheduler_info()["workers"] and not stopped():
        with suppress(TimeoutError):
            client.wait_for_workers(1, timeout=LOOK)
    several = [a for a, w in client.scheduler_info()["workers"].items() if w["nthreads"] != 1]
    if several:
        raise NoCluster(f"The worker {several[0]} has several threads: start workers with --nthreads 1.")
    here = {name: (version("unrolled"), order.course) for name, order in orders.items()}
    there = client.run(_look, {name: order.lab for name, order in orders.items()}, on_error="return")
    for worker, found in there.items():
        if isinstance(found, OSError):  # the connection broke
            raise found
        if isinstance(found, Exception):
            raise NoCluster(f"The worker {worker} cannot grade: {type(found).__name__}: {found}")
        for name, pair in found.items():
            if pair != here[name]:
                raise NoCluster(_other(worker, name, pair[0]))


def _look(labs: dict[str, Lab]) -> dict[str, tuple[str, str]]:
    """Return, on a worker, which package and which checks it has."""
    find_bwrap()
    return {name: (version("unrolled"), course_fingerprint(lab)) for name, lab in labs.items()}


def _other(worker: str, lab: str, package: str) -> str:
    return (
        f"The worker {worker} has other checks of {lab} than this machine (its package is {package}, here it is "
        f"{version('unrolled')}): install the same package on both."
    )


def _one_connection(
    client: Client,
    orders: Mapping[str, Order],
    jobs: dict[tuple[str, str], Path],
    stopped: Callable[[], bool],
) -> Iterator[dict[tuple[str, str], Any]]:
    """Hand out jobs, a few ahead of the workers, until all are back or the scheduler forgot some."""
    from distributed import CancelledError, wait

    # a task, which is done again where its worker died; scattered data would be lost with it
    sent = {name: client.submit(_itself, order, pure=False) for name, order in orders.items()}
    waiting, under_way = list(reversed(jobs.items())), {}
    try:
        while (waiting or under_way) and not stopped():
            room = AHEAD * max(1, len(client.scheduler_info()["workers"])) - len(under_way)
            for (lab, student), folder in [waiting.pop() for _ in range(min(room, len(waiting)))]:
                handed = read_folder(folder, f"{lab}.ipynb")
                future = client.submit(_grade, sent[lab], handed, student, pure=False, retries=1)
                under_way[future] = lab, student
            with suppress(TimeoutError, CancelledError):
                wait(list(under_way), timeout=LOOK, return_when="FIRST_COMPLETED")
            if any(future.status in {"lost", "cancelled"} for future in under_way):
                raise ConnectionError("the scheduler is gone")
            done = [future for future in under_way if future.done()]
            if done:
                yield {under_way.pop(future): _outcome(future) for future in done}
    finally:
        with suppress(Exception):
            client.cancel(list(under_way))


def _itself(order: Order) -> Order:
    return order


def _outcome(future: Future) -> Any:
    """Return what came, or why nothing did."""
    from distributed import KilledWorker

    try:
        return future.result(timeout=CONNECT)
    except KilledWorker:
        return JobFailed("every worker that tried died")
    except Exception as error:
        return JobFailed(f"{type(error).__name__}: {error}")


def _grade(order: Order, handed: Handed, student: str) -> Finished:
    """Grade one submission on a worker; the time limits are measured there, once a host."""
    import torch
    from distributed import get_worker

    torch.set_num_threads(1)
    worker = get_worker()
    if course_fingerprint(order.lab) != order.course:
        raise NoCluster(_other(worker.address, order.lab.name, version("unrolled")))
    scratch = Path(worker.local_directory).parent  # that of all workers of this host
    return grade_handed(handed, order.lab, student, course_dir=scratch, secret=order.secret, **order.settings)
