"""What is to be said of a run: in the row, and in the hint about a name that is missing."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nbformat import NotebookNode

from autograder.files import File
from autograder.judging import Verdict
from autograder.parsing import parsed
from autograder.placing import defined
from autograder.sandbox.outputs import Ran
from autograder.text import clean

# What `sandbox.inside` names in a cell's outputs; anything else that comes from there is not said.
SKIPPED = {
    "shell": "Shell lines and %pip do nothing while a notebook is graded (first in {}).",
    "magic": "A magic that is not known here was skipped (first in {}).",
    "cell magic": "A cell in another language, such as %%bash, was not run (first {}).",
    "colab": "`google.colab` is a stand-in while a notebook is graded: no drive, no files (first in {}).",
    "device": "The default device was set to one that is not here; the CPU was used (first in {}).",
    "exit": "Leaving is an error of the cell that tries, nothing more (first in {}).",
    "flood": "{} printed more than is kept; the rest was left out.",
}
WENT_ON = "rest"  # how `sandbox.inside` says that a cell went on behind a line that raised
LONGEST = 40_000  # characters of all cells in which one name is looked for
MOST_FAILED = 5  # notes about cells that failed
_MISSING = re.compile(r"A name is missing \(name '(\w+)' is not defined")
_BLOCKS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True)
class Failure:
    """A cell that raised, or that a limit ended.

    Attributes
    ----------
    name : str
        The cell's.
    why : str
        The error, or the limit.
    source : str
        Its text.
    went_on : bool
        Whether the lines behind the one that raised ran.
    ended : bool
        Whether it ended the kernel.
    answer : int, optional
        The exercise that it answers or, where it ended the kernel, to which it belongs.
    training : bool
        Whether it is to train what `trained` asks.
    """

    name: str
    why: str
    source: str
    went_on: bool = False
    ended: bool = False
    answer: int | None = None
    training: bool = False

    @property
    def sentence(self) -> str:
        """Say it in a hint."""
        cell = f"The cell {self.name}" if self.name.startswith("`") else self.name
        return f"{cell} {'failed in a line' if self.went_on else 'ended before its end'}: {self.why}."


@dataclass
class Said:
    """What is to be said of a run.

    Attributes
    ----------
    notes : list of str
        What was skipped, dropped or run in place of something.
    limits : dict of str to list of str
        Which limit ended something, and the names of the cells.
    skipped : set of str
        The names of what was said already; each is said once.
    failed : list of Failure
        The cells that did not run to their end.
    processor : float
        Seconds of processor time.
    lost : bool
        Whether something outside ended the run, so that nothing of it counts.
    """

    notes: list[str] = field(default_factory=list)
    limits: dict[str, list[str]] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    failed: list[Failure] = field(default_factory=list)
    processor: float = 0.0
    lost: bool = False
    told: int = 0

    def stopped(self, name: str, sentence: str) -> None:
        """Note that a limit ended this cell or its check.

        Parameters
        ----------
        name : str
            The cell's.
        sentence : str
            Which limit it was.
        """
        names = self.limits.setdefault(sentence, [])
        names += [] if name in names else [name]

    def skip(self, ran: Ran, name: str) -> None:
        """Note what of a cell was skipped, each kind once."""
        for skipped in sorted(ran.notes & set(SKIPPED) - self.skipped):
            self.skipped.add(skipped)
            self.notes.append(SKIPPED[skipped].format(name))

    def fail(self, failure: Failure, setup: bool, labs_own: bool) -> None:
        """Keep a failed cell for the hints; what the rest of a student's cell did is told at once.

        Parameters
        ----------
        failure : Failure
            The cell, and why.
        setup : bool
            Whether it is the set-up cell, behind which the lab's own ran.
        labs_own : bool
            Whether it is a cell of the lab that nobody changed.
        """
        self.failed.append(failure)
        name, why = failure.name, failure.why
        if setup:
            rest = "the rest of it and the lab's own ran" if failure.went_on else "the lab's own ran"
            self.notes.append(f"Set-up {name} failed ({why}); {rest} after it.")
        elif failure.went_on and not labs_own:
            self.told += 1
            if self.told <= MOST_FAILED:
                self.notes.append(f"{name} failed in a line ({why}); the rest of it ran.")

    def cause(self, verdict: Verdict, exercise: int, below: Sequence[tuple[str, str]]) -> Verdict:
        """Add to a hint about a missing name why no cell made it, and to one about a trained model why it is not.

        Parameters
        ----------
        verdict : Verdict
            Of one check.
        exercise : int
            The number of its exercise.
        below : sequence of (str, str)
            Name and text of each cell that is still to run.

        Returns
        -------
        Verdict
            The same, perhaps with a longer hint.
        """
        trained = [one for one in self.failed if one.training and ".trained." in verdict.name]
        if verdict.hint.startswith("A name is missing"):
            found = _MISSING.match(verdict.hint)
            why = self._why(found[1] if found else "", exercise, below)
        elif verdict.hint and trained:
            why = trained[-1].sentence
        else:
            return verdict
        return replace(verdict, hint=f"{verdict.hint} {why}") if why else verdict

    def _why(self, missing: str, exercise: int, below: Sequence[tuple[str, str]]) -> str:
        room = LONGEST

        def makes(source: str) -> bool:
            nonlocal room
            if not missing or missing not in source or len(source) > room:
                return False
            room -= len(source)
            return missing in names_in(source)

        for one in reversed(self.failed):
            own = one.answer == exercise
            if own and one.ended:
                return f"{one.name} ended the kernel, so the answers that it uses were left out."
            if own or makes(one.source):
                return one.sentence
        for name, source in below:
            if makes(source):
                return f"It is defined in {name}, below: cells run from top to bottom."
        return ""


def names_in(source: str) -> set[str]:
    """Return the names that the top level of a cell defines, also where it is no Python."""
    tree = parsed(source)
    return set(_defined(tree)) if tree else defined(source, parse=False)


def _defined(top: ast.AST) -> Iterator[str]:
    """Yield what is given a value, function or class outside of all functions and classes."""
    nodes = [top]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, _BLOCKS):
            yield getattr(node, "name", "")
            continue
        nodes += ast.iter_child_nodes(node)


def hidden_files(files: Sequence[File], notebook: NotebookNode) -> list[str]:
    """Return a note about the files that a cell imports and Python's own modules of those names hide."""
    own = {file.name.removesuffix(".py") for file in files if file.name.endswith(".py")}
    code = "\n".join(cell.source[:LONGEST] for cell in notebook.cells if cell.cell_type == "code")
    hidden = {
        name for name in own & sys.stdlib_module_names if re.search(rf"\b(?:import|from)[ \t]+{name}\b", code)
    }
    listed = ", ".join(f"`{name}.py`" for name in sorted(hidden))
    return (
        [f"Python has modules of its own called like {listed}: a cell that imports them gets Python's."]
        if hidden
        else []
    )


def error_of(ran: Ran) -> str:
    """Return what a cell raised, in words."""
    raised = next((o for o in ran.outputs if o.output_type == "error"), None)
    if raised is None:
        return "an error"
    if raised.ename == "StdinNotImplementedError":
        return "it calls input(), which nobody answers while a notebook is graded"
    name = raised.ename.replace("_IncompleteInputError", "SyntaxError")  # Python's own kind of it since 3.13
    return clean(f"{name}: {raised.evalue}".removesuffix(": "))
