"""What an instructor looks at in the terminal: the table of a class, the verdicts of one notebook."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text


def table(rows: list[dict]) -> Table:
    """Return one line a submission: student, score, seconds, status, and what to know."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("student", no_wrap=True)
    shown.add_column("score", justify="right", no_wrap=True)
    shown.add_column("seconds", justify="right", no_wrap=True)
    shown.add_column("status", no_wrap=True)
    shown.add_column("message", overflow="ellipsis", no_wrap=True)
    for row in rows:
        score = f"{row['score']:g} / {row['max_score']:g}"
        cells = (row["student"], score, f"{row['seconds']:.1f}", row["status"], row["message"])
        shown.add_row(*(Text(cell) for cell in cells))  # Text: a student's words are no markup
    return shown


def verdicts(row: dict, console: Console) -> None:
    """Print the verdicts of one notebook, a line a check."""
    for check in row["checks"]:
        mark = "✗" if check["hint"] else "✓"
        line = f"{mark} {check['name']}  {check['earned']:g} / {check['points']:g}"
        console.print(Text(line + (f"\n    {check['hint']}" if check["hint"] else "")))
    if row["message"]:
        console.print(Text(row["message"]))
    console.print(Text(f"{row['score']:g} / {row['max_score']:g}  ({row['status']}, {row['seconds']:.1f} s)"))
