"""``python -m tests.hostile.table [CLASS ...]``: what each hand-in of the corpus reaches, by stock nbgrader and here.

Every line of the table in docs/security.md is from a real run. Stock nbgrader, which has no sandbox, runs in a
throw-away box only; see `tests.hostile.stock`.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from tests.bank import ROOT
from tests.hostile.canary import Canaries
from tests.hostile.corpus import Attack, attacks, hand_in, limits_of
from tests.hostile.run import problems, run
from tests.hostile.stock import make_stock_course, stock

PAGE = ROOT / "docs" / "security.md"
HELD = "held"


def of_stock(attack: Attack, course: Path) -> str:
    """Return in words what came of a hand-in at stock nbgrader."""
    score, found = stock(attack, course)
    if score is not None and score != (attack.score if attack.answers == "right" else 0):
        found = [f"{score:g} of 17", *found]
    return ", ".join(found) or HELD


def of_ours(attack: Attack, canaries: Canaries) -> str:
    """Return in words what came of a hand-in here."""
    outcome = run(hand_in(attack, canaries.words), limits_of(attack), environment=canaries.environment)
    return ", ".join(problems(attack, outcome, canaries)) or HELD


def between(group: str, lines: list[str]) -> None:
    """Write lines between the two marks of a class."""
    text = PAGE.read_text(encoding="utf-8")
    marks = f"<!-- table: {group} -->", f"<!-- end: {group} -->"
    pattern = re.compile(f"({re.escape(marks[0])}\n).*?({re.escape(marks[1])})", re.DOTALL)
    if not pattern.search(text):
        sys.exit(f"{PAGE} has no marks {' and '.join(marks)}.")
    PAGE.write_text(pattern.sub(lambda m: m[1] + "\n".join(lines) + "\n" + m[2], text), encoding="utf-8")


def main(groups: list[str]) -> None:
    """Run every hand-in of these classes, or of all, at both and write their tables."""
    canaries = Canaries()
    with tempfile.TemporaryDirectory(prefix="stock-") as name:
        course = Path(name)
        course.chmod(0o755)
        make_stock_course(course)
        for group in groups or list(dict.fromkeys(attack.group for attack in attacks())):
            rows = []
            for attack in (attack for attack in attacks() if attack.group == group):
                rows.append((attack.aim, of_stock(attack, course), of_ours(attack, canaries)))
                print(attack.id, *rows[-1][1:], sep=" | ", flush=True)
            counts = [sum(row[side] != HELD for row in rows) for side in (1, 2)]
            lines = [
                f"| {group}: {len(rows)} | stock nbgrader: {counts[0]} | Unrolled: {counts[1]} |",
                "| --- | --- | --- |",
            ]
            between(
                group, lines + [f"| {' | '.join(cell.replace('|', '¦') for cell in row)} |" for row in rows]
            )
    canaries.close()


if __name__ == "__main__":
    main(sys.argv[1:])
