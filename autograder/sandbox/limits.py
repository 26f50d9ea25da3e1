"""What one submission may use."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True)
class Limits:
    """The limits of one submission; every one is a setting (``c.GradingExporter.limits``).

    Attributes
    ----------
    cell_seconds : float
        Wall time of one cell.
    notebook_seconds : float
        Wall time of the whole notebook, checks included.
    memory_mb : int
        Memory of one process; all processes together may use 1,024 MB more, which is what the
        imported libraries share.
    processes : int
        Processes and threads together; of processes alone, no more than 16.
    file_mb : int
        Size of one file.
    disk_mb : int
        Size of the working folder; ``/tmp`` and ``/dev/shm`` may hold as much again, each.
    output_mb : float
        What one cell may print before it is stopped; a notebook may reach this limit a hundred times over.
    """

    cell_seconds: float = 60
    notebook_seconds: float = 300
    memory_mb: int = 4096
    processes: int = 96
    file_mb: int = 64
    disk_mb: int = 128
    output_mb: float = 4

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
