"""What a graded cell says of its hidden checks: ``python -m tests.tried`` writes it into all of them.

The words come from the checks' names, and from what the checks send into the student's process when they judge the
instructor's answer. `test_notebooks` holds the cells to it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict

import torch

from autograder import wire
from autograder.judging import Verdict, checks_of, in_process, run_checks
from autograder.lab import exercise_of
from tests.bank import ROOT, TRAINED, labs, namespace, source_cells

_LINES = re.compile(r"^(# .* (?:is|are) graded here)[^\n]*\n(?:# Tried with [^\n]*\n)?")
_OF_PROBES = {"order", "stay", "seed", "weights_seed"}  # arguments that say nothing of sizes or texts
UNSEEN = "data that it has not seen"


class Tried:
    """A way into the student's process that notes what goes through it."""

    def __init__(self, names: dict):
        self._transport = in_process(names)
        self._sources: list[str] = []
        self._probes: set[str] = set()
        self._values = defaultdict(list)

    def __call__(self, source: str, name: str, text: str, seed: int, seconds: float) -> str:
        """Pass a probe on."""
        self._sources.append(source)
        self._probes.add(name)
        for key, value in wire.decode(text)[0].items():
            if (argument := re.sub(r"^\d+ ", "", key)) not in _OF_PROBES:  # a case's number stands before it
                self._values[argument].append(value)
        return self._transport(source, name, text, seed, seconds)

    def words(self) -> list[str]:
        """Return what was tried beyond the visible check's kind of call."""
        tensors = [v for values in self._values.values() for v in values if isinstance(v, torch.Tensor)]
        sent = "\n".join(self._sources)
        found = {
            "other sizes": any(len(set(map(_size, values))) > 1 for values in self._values.values()),
            "other texts": any(len(set(filter(_is_text, values))) > 3 for values in self._values.values()),
            "float64": any(t.dtype == torch.float64 for t in tensors),
            "gradients": bool(re.search(r"autograd\.grad\(|\.backward\(", sent)),
            "another device": "def on_another_device" in sent,
            "repeated calls": "plays_probe" in self._probes,
        }
        return [words for words, holds in found.items() if holds]


def judge(exercise: str, names: dict) -> tuple[list[Verdict], str]:
    """Judge the answers in a namespace; return the verdicts, and what the graded cell says.

    A trained model is not judged here, since that takes a training.
    """
    if exercise.endswith(f".{TRAINED}"):
        return [], said(exercise, [UNSEEN])
    tried = Tried(names)
    verdicts = run_checks(exercise, tried)
    return verdicts, said(exercise, tried.words())


def said(exercise: str, words: list[str]) -> str:
    """Return what the graded cell says after its name: the checks' names, and what they try the answer with."""
    names = [check.name.replace("_", " ") for check in checks_of(exercise)]
    words = [word for word in words if word not in names]
    return f": {', '.join(names)}.\n" + (f"# Tried with {', '.join(words)}.\n" if words else "")


def with_words(source: str, words: str) -> str:
    """Return a graded cell that says this."""
    return _LINES.sub(lambda line: line[1] + words, source)


def _is_text(value: object) -> bool:
    """Tell a text from numbers that are written down; three and fewer may be the names of choices."""
    return isinstance(value, str) and any(map(str.isalpha, value))


def _size(value: object) -> object:
    """Return a tensor's shape, and of a number itself: where no tensor goes in, numbers are the sizes."""
    return (
        tuple(value.shape) if isinstance(value, torch.Tensor) else value if isinstance(value, int) else None
    )


def main() -> None:
    """Write the cells; nothing else in the notebooks changes, not a byte."""
    for lab in labs():
        path, names = ROOT / "source" / lab / f"{lab}.ipynb", namespace(lab, {})
        text = path.read_text(encoding="utf-8")
        for cell in filter(exercise_of, source_cells(lab)):
            words = judge(exercise_of(cell), names)[1]
            old, new = (_lines(source) for source in (cell.source, with_words(cell.source, words)))
            assert text.count(old) == 1
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        print(lab)


def _lines(source: str) -> str:
    """Return a cell's text as its file has it."""
    return ",\n".join(
        f"    {json.dumps(line, ensure_ascii=False)}" for line in source.splitlines(keepends=True)
    )


if __name__ == "__main__":
    main()
