"""What an instructor looks at in the terminal: the table of a class, the verdicts of one notebook."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

RATE_SECONDS = 300  # over which the rate is taken


class _Pace(ProgressColumn):
    """How many are being graded, and how many a minute."""

    def __init__(self, workers: int):
        super().__init__()
        self._workers = workers

    def render(self, task: Task) -> Text:
        left = int(task.remaining or 0)
        rate = f", {60 * task.speed:.0f} a minute" if task.speed else ""
        return Text(f"{min(self._workers, left)} running, {max(0, left - self._workers)} left{rate}")


def progress(workers: int) -> Progress:
    """Return a line on stderr that says what is done, what runs, what is left, the rate and the time to go."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Pace(workers))
    return Progress(
        *columns,
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        speed_estimate_period=RATE_SECONDS,
    )


def table(rows: list[dict], title: str = "") -> Table:
    """Return one line a submission: student, score, seconds, status, and what to know.

    Parameters
    ----------
    rows : list of dict
        As `Graded.row` makes them.
    title : str
        Said above the table.

    Returns
    -------
    rich.table.Table
        To be printed.
    """
    lines = [
        (
            row["student"],
            f"{row['score']:g} / {row['max_score']:g}",
            f"{row['seconds']:.1f}",
            row["status"],
            _cut(row["message"], 100),
        )
        for row in rows
    ]
    shown = Table(box=None, pad_edge=False, header_style="bold", title=title or None, title_justify="left")
    for at, name in enumerate(("student", "score", "seconds", "status")):
        widest = max((len(line[at]) for line in lines), default=0)
        justify = "right" if name in {"score", "seconds"} else "left"
        shown.add_column(name, justify=justify, no_wrap=True, min_width=min(widest, 40))
    shown.add_column("message", overflow="fold")
    for line in lines:
        shown.add_row(*(Text(cell) for cell in line))  # Text: a student's words are no markup
    return shown


def _cut(message: str, limit: int) -> str:
    """Return the beginning of a message; the JSON and the feedback have all of it."""
    return message if len(message) <= limit else message[: limit - 1].rstrip() + "…"


def verdicts(row: dict, console: Console) -> None:
    """Print the verdicts of one notebook, a line a check.

    Parameters
    ----------
    row : dict
        As `Graded.row` makes it.
    console : rich.console.Console
        Where it is printed.
    """
    unreadable = row["status"] == "unreadable"  # one reason for all of them, said below
    for check in [] if unreadable else row["checks"]:
        mark = "✗" if check["hint"] else "✓"
        line = f"{mark} {check['name']}  {check['earned']:g} / {check['points']:g}"
        console.print(Text(line + (f"\n    {check['hint']}" if check["hint"] else "")))
    if row["message"]:
        console.print(Text(row["message"]))
    console.print(Text(f"{row['score']:g} / {row['max_score']:g}  ({row['status']}, {row['seconds']:.1f} s)"))
