"""The corpus of attacks and of everyday noise: small files, each the code that one hand-in brings along.

A file starts with what it is and what has to come of it:

    # aim: what it tries, in a sentence
    # at: after setup        a cell of its own below that cell (or: in, end of, instead of CELL)
    # answers: right         or junk, or none: what stands in the exercises
    # score: 0               of 17
    # status: graded
    # says: words            of the row's message or of a hint; may be repeated
    # prints: tried          words of the outputs that prove it ran; may be repeated
    # repeats: ten           where host and luck could make a difference
    # open: reason           what does not hold yet
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbformat.v4 import new_code_cell

from tests.bank import ROOT
from tests.make_class import short, solutions, text

LAB = "01_custom_rnn"
FOLDER = ROOT / "tests" / "hostile" / "attacks"
LIMITS = {
    "cell_seconds": 4,
    "notebook_seconds": 40,
    "memory_mb": 1024,
    "processes": 96,
    "file_mb": 8,
    "disk_mb": 16,
    "output_mb": 1,
}
ANSWERS = {
    "right": solutions(LAB),
    "none": {},
    "junk": {
        "step": "def rnn_step(x_t, h, W, U, b):\n    return h",
        "init_state": "def init_state(x, rnn_size):\n    return torch.ones(x.shape[0], rnn_size)",
        "recurrence": """class MyUnidirectionalRNN(nn.Module):
    def __init__(self, num_feats, rnn_size=128):
        super().__init__()
        self.W, self.U = nn.Linear(num_feats, rnn_size, bias=False), nn.Linear(rnn_size, rnn_size, bias=False)
        self.b = nn.Parameter(torch.ones(1, rnn_size))

    def forward(self, x, state=None):
        return self.W(x)""",
        "carry_state": "def run_in_chunks(rnn, x, chunk_len):\n    return x",
        "copy_weights": "def copy_from(rnn, cell):\n    return rnn",
        "num_parameters": "def num_parameters(num_feats, rnn_size):\n    return num_feats",
    },
}
_HEADER = re.compile(r"# (aim|at|answers|score|status|says|prints|repeats|open): ?(.*)\n")


@dataclass(frozen=True)
class Attack:
    """One file of the corpus; the fields are those of its header."""

    group: str
    name: str
    aim: str
    at: str
    answers: str
    score: float
    status: str
    says: tuple[str, ...]
    prints: tuple[str, ...]
    ten: bool
    open: str
    source: str

    @property
    def id(self) -> str:
        return f"{self.group}/{self.name}"


def read_attack(path: Path) -> Attack:
    """Read one file of the corpus."""
    content, found = path.read_text(encoding="utf-8"), {}
    while header := _HEADER.match(content):
        found.setdefault(header[1], []).append(header[2].strip())
        content = content[header.end() :]
    one = {key: values[0] for key, values in found.items()}
    return Attack(
        group=path.parent.name,
        name=path.stem,
        aim=one["aim"],
        at=one.get("at", "after setup"),
        answers=one["answers"],
        score=float(one["score"]),
        status=one.get("status", "graded"),
        says=tuple(found.get("says", ())),
        prints=tuple(found.get("prints", ("tried",))),
        ten=one.get("repeats") == "ten",
        open=one.get("open", ""),
        source=content,
    )


@cache
def attacks() -> Sequence[Attack]:
    """Return the whole corpus."""
    return tuple(read_attack(path) for path in sorted(FOLDER.glob("*/*.py")))


def limits_of(attack: Attack) -> dict[str, float]:
    """Return the limits it is graded with: everyday noise may be slow, on a busy host above all."""
    return LIMITS | ({"cell_seconds": 12} if attack.group == "everyday" else {})


def hand_in(attack: Attack, words: dict[str, str]) -> bytes:
    """Return the notebook that is handed in, with the canaries' words in place of their names."""
    source = attack.source
    for name, word in words.items():
        source = source.replace(name, word)
    notebook = short(ANSWERS[attack.answers])
    place, cell = attack.at.rsplit(" ", 1)
    at = next(
        i
        for i, c in enumerate(notebook.cells)
        if cell in (c.id, c.metadata.get("nbgrader", {}).get("grade_id"))
    )
    target = notebook.cells[at]
    if place == "after":
        notebook.cells.insert(at + 1, new_code_cell(source, id="own"))
    else:
        parts = {"in": (source, target.source), "end of": (target.source, source), "instead of": (source,)}
        target.source = "\n".join(parts[place])
    return text(notebook)
