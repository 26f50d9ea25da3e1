"""What the benchmarks share: time, memory, and a table."""

import resource
import sys
import time

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

console = Console()
# Compare only what was measured side by side in one run: machines differ, and so do their quiet hours.


def peak_megabytes() -> float:
    """Return the largest resident memory that this process has had so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


class Clock:
    """Seconds of work: it stands still while something is only looked at."""

    def __init__(self):
        self.seconds, self._since = 0.0, None

    def __enter__(self):
        self._since = time.perf_counter()
        return self

    def elapsed(self) -> float:
        """Return the seconds so far, while it runs."""
        return self.seconds + time.perf_counter() - self._since

    def __exit__(self, *_):
        self.seconds += time.perf_counter() - self._since


def table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print a table; the first column is the name of what was measured."""
    made = Table(*columns, title=title, title_justify="left")
    for row in rows:
        made.add_row(*row)
    console.print(made)


def progress() -> Progress:
    """Return a progress bar for long work."""
    return Progress(console=console, transient=True)
