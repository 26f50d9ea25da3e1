"""What one submission may use."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

WALL = 4  # seconds by the clock for each second of processor time: ends what sleeps, waits or is stopped
LONGEST = 8  # times those seconds by the clock that anything may take, however busy the host is
UNMEASURED = 120.0  # seconds of a notebook whose lab has no reference run


@dataclass(frozen=True)
class Limits:
    """The limits of one submission; every one is a setting (``c.GradingExporter.limits``).

    Processor time decides, so that a busy host changes no grade; four times as much by the clock ends what sleeps.

    Attributes
    ----------
    notebook_seconds : float, optional
        Processor time of the whole notebook, checks included. Unless set, ten times what the lab's reference solution
        takes on this host, at least 20. The first cell or check that does not end may use half of it, the next a
        quarter, each later one a fifth: an endless loop costs its own exercise and no later one.
    cell_seconds : float, optional
        Processor time of one cell or one check, where it is to be less than that.
    memory_mb : int
        Memory of one process beyond what the imported libraries take; all processes together may use 1,024 MB more.
    processes : int
        Processes and threads together; of processes alone, no more than 64 for longer than a moment.
    file_mb : int
        Size of one file.
    disk_mb : int
        Size of the working folder; ``/tmp`` and ``/dev/shm`` may hold as much again, each.
    output_mb : float
        What one cell may print; the rest is dropped.
    outputs_mb : float
        What all cells together may leave in the graded notebook.
    """

    notebook_seconds: float | None = None
    cell_seconds: float | None = None
    memory_mb: int = 4096
    processes: int = 96
    file_mb: int = 64
    disk_mb: int = 128
    output_mb: float = 4
    outputs_mb: float = 8

    @classmethod
    def of(cls, settings: dict) -> Limits:
        """Return the defaults with `settings` over them.

        Raises
        ------
        ValueError
            For an unknown name or a value that is no positive number.
        """
        known = {f.name: f.type for f in fields(cls)}
        for name, value in settings.items():
            if name not in known:
                raise ValueError(f"unknown limit {name!r}; the limits are {', '.join(known)}")
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
                raise ValueError(f"limit {name} must be a positive number, not {value!r}")
        return cls(**{n: int(v) if known[n] == "int" else v for n, v in settings.items()})

    def as_dict(self) -> dict:
        """Return the limits as plain data."""
        return asdict(self)


class Purse:
    """What a notebook has left of its seconds and its outputs, over all kernels that it is given.

    How much a cell or check may use depends on how many ran out of time before it, and on nothing that a busy host
    could change.
    """

    def __init__(self, limits: Limits):
        self.all = limits.notebook_seconds or UNMEASURED
        self.spent = (
            0.0  # seconds of processor time, or a fourth of the seconds by the clock where that is more
        )
        self.output_bytes = int(limits.outputs_mb * 2**20)  # that outputs may still add to the notebook
        self._cell = limits.cell_seconds or float("inf")
        self._late = 0
        self._clock = 0.0  # seconds by the clock, those too in which it waited for a core

    @property
    def short(self) -> bool:
        """Say whether only what is graded should still run: about all seconds went into what ran out of time."""
        return self._late >= 3

    @property
    def empty(self) -> bool:
        """Say whether nothing more may run: what is kept for later cells has an end, too."""
        return self._late >= 12 or self.spent > 3 * self.all or self.overdue

    @property
    def overdue(self) -> bool:
        """Say whether the clock alone ends the notebook: it can make itself wait for a core, in many cells."""
        return self._clock > LONGEST * WALL * self.all

    def share(self, at_most: float = float("inf")) -> float:
        """Return how many seconds the next cell or check may use."""
        return min(at_most, self._cell, max(self.all / 2 ** (self._late + 1), self.all / 5))

    def spend(self, processor: float, clock: float, queued: float = 0.0) -> None:
        """Count what was used; waiting is used time as well.

        Parameters
        ----------
        processor : float
            Seconds that the processor was busy.
        clock : float
            Seconds that went by.
        queued : float
            Further seconds, in which it waited for a core.
        """
        self.spent += max(processor, clock / WALL)
        self._clock += clock + queued

    def late(self) -> None:
        """Count a cell or check that ran out of time."""
        self._late += 1
