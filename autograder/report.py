"""What an instructor looks at in the terminal: the table of a class, the verdicts of one notebook."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text


def table(rows: list[dict]) -> Table:
    """Return one line a submission: student, score, seconds, status, and what to know."""
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
    shown = Table(box=None, pad_edge=False, header_style="bold")
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
    """Print the verdicts of one notebook, a line a check."""
    for check in row["checks"]:
        mark = "✗" if check["hint"] else "✓"
        line = f"{mark} {check['name']}  {check['earned']:g} / {check['points']:g}"
        console.print(Text(line + (f"\n    {check['hint']}" if check["hint"] else "")))
    if row["message"]:
        console.print(Text(row["message"]))
    console.print(Text(f"{row['score']:g} / {row['max_score']:g}  ({row['status']}, {row['seconds']:.1f} s)"))
