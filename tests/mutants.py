"""Mutants of right answers: does a check see each small mistake?

``python -m tests.mutants 04`` judges all mutants of lab 04 over three seeds and prints those that keep full marks;
what was judged is noted in ``.mutants/``, so it can be stopped and goes on.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is imported: a fork has no threads but its own

import argparse
import difflib
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.bank import ROOT, labs
from tests.mutation.judging import judge_and_note
from tests.mutation.making import Mutant, cells_of, mutants

EQUIVALENT = ROOT / "tests" / "equivalent_mutants.txt"
LISTED = re.compile(r"(?P<id>[0-9a-f]{10}) (?P<place>\S+/\S+) (?P<operator>[^:]+): (?P<reason>.+)")
LEAST = 97.0  # percent of the mutants that a lab's checks must catch
COUNTS = ("mutants", "caught", "survived", "equivalent", "crashed")
EXAMPLES = """\
examples:
  python -m tests.mutants 04              all cells of lab 04, in at most 15 minutes on two cores
  python -m tests.mutants 04 lstm_step    one cell
  python -m tests.mutants                 all labs

The exit code is 1 when a lab's checks catch less than 97 % of its mutants, or when the list of equivalent ones is
out of date; 130 after Ctrl-C. The same command goes on where it was stopped.
"""


@dataclass(frozen=True)
class Listed:
    """A line of the list of equivalent mutants."""

    id: str
    place: str
    operator: str
    reason: str


def listed() -> list[Listed]:
    """Return the mutants that no notebook can tell from the right answer.

    Raises
    ------
    ValueError
        A line is not ``HASH lab/cell operator: reason``.
    """
    found = []
    for line in EQUIVALENT.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            match = LISTED.fullmatch(line)
            if match is None:
                raise ValueError(f"{EQUIVALENT.name}: not `HASH lab/cell operator: reason`: {line}")
            found.append(Listed(**match.groupdict()))
    return found


def counted(some: Iterable[Mutant], notes: dict[str, dict], equal: set[str]) -> Counter:
    """Count outcomes; a survivor that is listed is `equivalent`."""
    count: Counter = Counter()
    for mutant in some:
        outcome = notes[mutant.id]["outcome"]
        count["equivalent" if outcome == "survived" and mutant.id in equal else outcome] += 1
        count["mutants"] += 1
    return count


def score(count: Counter) -> float:
    """Return the percentage that was caught, of those that can be and do not crash at once."""
    judged = count["caught"] + count["survived"]
    return 100 * count["caught"] / judged if judged else 100.0


def shown(mutant: Mutant, note: dict) -> str:
    """Return what the author of a check wants to see of a survivor."""
    seeds = ", ".join(map(str, note["seeds"]))
    head = f"{mutant.id} {mutant.place} {mutant.operator}: line {mutant.line} of {mutant.base}, full marks with seed {seeds}"
    lines = mutant.original.splitlines(), mutant.source.splitlines()
    return "\n".join(["", head, *list(difflib.unified_diff(*lines, n=1, lineterm=""))[2:]])


def outdated(some: Sequence[Mutant], notes: dict[str, dict], places: set[str]) -> list[str]:
    """Return what is wrong with the list of equivalent mutants, as far as these cells go."""
    known, wrong = {m.id: m for m in some}, []
    for line in listed():
        if line.place in places and line.id not in known:
            wrong.append(f"{EQUIVALENT.name}: {line.id}: no such mutant any more: remove the line")
        elif line.place in places and notes[line.id]["outcome"] != "survived":
            wrong.append(f"{EQUIVALENT.name}: {line.id}: it is {notes[line.id]['outcome']}: remove the line")
    return wrong


def report(lab: str, cells: Sequence[str]) -> bool:
    """Judge the mutants of some cells, print the survivors and a table; tell whether all is well."""
    some = [m for cell in cells for m in mutants(lab, cell)]
    notes = judge_and_note(some)
    equal = {line.id for line in listed()}
    for mutant in some:
        if notes[mutant.id]["outcome"] == "survived" and mutant.id not in equal:
            print(shown(mutant, notes[mutant.id]))
    counts = {cell: counted((m for m in some if m.cell == cell), notes, equal) for cell in cells}
    counts[lab] = sum(counts.values(), Counter())
    wide = max(map(len, counts))
    print("", " ".join([" " * wide, *COUNTS, "score"]), sep="\n")
    for name, count in counts.items():
        numbers = (f"{count[column]:{len(column)}d}" for column in COUNTS)
        print(f"{name:{wide}s}", *numbers, f"{score(count):5.1f}")
    wrong = outdated(some, notes, {f"{lab}/{cell}" for cell in cells})
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return not wrong and score(counts[lab]) >= LEAST


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants",
        description="Judge mutants of right answers and print those that keep full marks.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("lab", nargs="?", default="all", choices=[*(lab[:2] for lab in labs()), "all"])
    parser.add_argument("cell", nargs="?", help="the mutants of this exercise only")
    given = parser.parse_args(words)
    chosen = [lab for lab in labs() if given.lab in ("all", lab[:2])]
    if given.cell and not any(given.cell in cells_of(lab) for lab in chosen):
        parser.error(f"no exercise {given.cell!r}: {', '.join(c for lab in chosen for c in cells_of(lab))}")
    try:
        well = [
            report(lab, [cell for cell in cells_of(lab) if given.cell in (None, cell)])
            for lab in chosen
            if given.cell in (None, *cells_of(lab))
        ]
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.")
        return 130
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
