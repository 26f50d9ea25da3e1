"""Mutants judged in forked processes, and what is noted of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

import torch

from tests.bank import ROOT, is_set_up, judge_all, namespace, quiet, small_budgets, source_cells
from tests.mutation.forked import DIED, LATE, outcomes
from tests.mutation.making import Mutant, bases, digest

NOTES = ROOT / ".mutants"
SEEDS = (0, 1, 2)
TIMES, SECONDS = 10, 2.0  # the limit: so many times what the right answer takes, and at least so many seconds
RAISED = ("Your code raised", "A name is missing")


def judged(
    source: str, names: dict, hints: Callable[[dict, int], Sequence[str]], seeds: Sequence[int] = SEEDS
) -> dict:
    """Run an answer's cell in a notebook's names and judge it: `caught` when it loses with every seed.

    Parameters
    ----------
    hints : callable
        ``hints(names, seed)``: what each check says, "" when it is content.

    Returns
    -------
    dict
        `outcome`: caught, survived, or crashed: the cell raises, or the first call in every check. `seeds`: those
        with full marks. `seconds` of processor time; `why`: the first hint.
    """
    before = time.process_time()
    try:
        with quiet(), small_budgets():
            exec(compile(source, "<mutant>", "exec"), names)
    except Exception as error:
        return {"outcome": "crashed", "seeds": [], "seconds": 0.0, "why": f"{type(error).__name__}: {error}"}
    said = []
    for seed in seeds:
        said.append(hints(names, seed))
        if all(hint.startswith(RAISED) for hint in said[0]):
            break
    full = [seed for seed, words in zip(seeds, said, strict=False) if not any(words)]
    crashed = all(hint.startswith(RAISED) for hint in said[0])
    return {
        "outcome": "crashed" if crashed else "survived" if full else "caught",
        "seeds": full,
        "seconds": round(time.process_time() - before, 3),
        "why": next(filter(None, said[0]), ""),
    }


def hints_of(lab: str, cell: str, names: dict, seed: int) -> list[str]:
    """Return what the checks of a cell's own exercise say."""
    return [verdict.hint for verdict in judge_all(lab, names, seed, {f"{lab}.{cell}"})]


def judge(some: Sequence[Mutant], seeds: Sequence[int] = SEEDS) -> Iterator[tuple[Mutant, dict]]:
    """Judge mutants in forked processes, two at a time; yield each with what `judged` says of it.

    Raises
    ------
    RuntimeError
        A right answer lost points.
    """
    torch.set_num_threads(1)
    for lab, cell in dict.fromkeys((m.lab, m.cell) for m in some):
        names, hints = namespace(lab, {cell: ""}), partial(hints_of, lab, cell)
        trial = partial(judged, names=names, hints=hints, seeds=seeds)
        right = [(base, partial(trial, source), 300.0) for base, source in bases(lab, cell).items()]
        limits = {}
        for base, reply in outcomes(right):
            if reply in (LATE, DIED) or len(reply["seeds"]) < len(seeds):
                raise RuntimeError(f"{lab}/{cell}: the right answer {base} loses points: {reply}")
            limits[base] = max(SECONDS, TIMES * reply["seconds"])
        here = [m for m in some if (m.lab, m.cell) == (lab, cell)]
        for mutant, reply in outcomes((m, partial(trial, m.source), limits[m.base]) for m in here):
            gone = {"outcome": "caught", "seeds": [], "seconds": limits[mutant.base], "why": reply}
            yield mutant, gone if reply in (LATE, DIED) else reply


def key(mutant: Mutant) -> str:
    """Return what an outcome depends on: the mutant, the files that judge it, and the cells before it."""
    return digest(mutant.id, mutant.base, judges(mutant.lab, mutant.cell))[:20]


@cache
def judges(lab: str, cell: str) -> str:
    """Return a hash of what judges a cell's answers."""
    grader = ROOT / "autograder"
    folder = grader / "checks" / f"lab{lab[:2]}"
    files = [folder / f"{cell}.py", *folder.glob("common.py"), grader / "checks" / "shared.py"]
    files += [
        grader / f"{name}.py"
        for name in ("agreement", "check", "contracts", "draw", "expect", "plays", "reply")
    ]
    set_up = [c.source for c in source_cells(lab) if is_set_up(c)]
    return digest(*(path.read_text(encoding="utf-8") for path in files), *set_up)


def noted(lab: str) -> dict[str, dict]:
    """Return what was judged before, by `key`; a line that was cut off is left out."""
    path, found = NOTES / f"lab{lab[:2]}.jsonl", {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            note = json.loads(line)
            found[note["key"]] = note
        except (ValueError, KeyError):
            continue
    return found


def judge_and_note(some: Sequence[Mutant]) -> dict[str, dict]:
    """Judge the mutants of one lab that are not noted yet, note each at once, and return all notes by number."""
    notes = noted(some[0].lab) if some else {}
    new = [m for m in some if key(m) not in notes]
    if new:
        print(f"{new[0].lab}: {len(some)} mutants, {len(new)} of them to be judged", flush=True)
        NOTES.mkdir(exist_ok=True)
        with (NOTES / f"lab{new[0].lab[:2]}.jsonl").open("a", encoding="utf-8") as file:
            file.write("\n")  # what a sudden end cut off stays a line of its own
            for mutant, reply in judge(new):
                about = {name: getattr(mutant, name) for name in ("id", "cell", "base", "operator", "line")}
                notes[key(mutant)] = {"key": key(mutant), **about, **reply}
                file.write(json.dumps(notes[key(mutant)]) + "\n")
                file.flush()
    return {m.id: notes[key(m)] for m in some}
