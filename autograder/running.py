"""The cells of one notebook in a sandboxed kernel that is started again when one of them ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.files import File
from autograder.reply import Late, Stopped
from autograder.sandbox.kernel import SandboxedKernel
from autograder.sandbox.limits import Limits, Purse
from autograder.sandbox.outputs import Ran

RESTARTS = 3  # of a notebook's kernel; whatever ends it more often ends the notebook
SHORT = "The notebook used up nearly all its time, so cells that no check needs were not run any more."
AGAIN = "The kernel was started again, and the cells of the other exercises ran once more."


@dataclass(frozen=True)
class Step:
    """A cell that runs.

    Attributes
    ----------
    exercise : int
        The number of the exercise to which it belongs.
    answer : bool
        Whether it is an answer.
    needed : bool
        Whether a check may need what it makes; what only shows something is left out when time runs short.
    """

    id: str
    exercise: int
    answer: bool = False
    needed: bool = True


class Session:
    """A notebook's kernel from its first cell to its last check; use it as a context manager.

    When a cell or a check ends the kernel (a crash, `os._exit`, too much memory, a loop that no interrupt stops),
    the next request starts another one, in which all cells run again that ran before, in their order, but for the
    guilty ones: the cell itself, or, when it only uses answers, the answers of its exercise.

    Attributes
    ----------
    sentences : list of str
        Which limit ended a check, one sentence each time.
    """

    def __init__(self, limits: Limits, device: str, files: Sequence[File]):
        self._limits, self._device, self._files = limits, device, files
        self._purse = Purse(limits)
        self._ran: list[tuple[Step, str]] = []
        self._restarts = 0
        self.exercise = 0
        self.sentences: list[str] = []

    @property
    def processor(self) -> float:
        """Return the seconds that were used so far."""
        return self._purse.spent

    @property
    def lost(self) -> bool:
        """Return whether the kernel was ended from outside, by nothing that a cell did."""
        return bool(self._kernel.gone) and self._kernel.lost

    def __enter__(self) -> Session:
        self._kernel = self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._kernel.__exit__()

    def run(self, step: Step, source: str) -> Ran:
        """Run a cell; one that a limit ended is not run again in a later kernel.

        Parameters
        ----------
        step : Step
            Where the cell belongs.
        source : str
            Its code.

        Returns
        -------
        Ran
            Its outputs and what became of it.

        Raises
        ------
        Stopped
            The notebook has no kernel any more, or too little time for this cell.
        """
        if self._purse.short and not step.needed:
            raise Stopped(SHORT)
        self.exercise = step.exercise
        kernel = self._alive()
        ran = kernel.run(source)
        if ran.gone:
            self._forget(step)
            return replace(ran, sentence=self._said(kernel.gone))
        if not ran.sentence:
            self._ran.append((step, source))
        return ran

    def transport(self, source: str, name: str, text: str, seed: int, seconds: float) -> str:
        """Run a probe: a `check.Transport`.

        Parameters
        ----------
        source, name : str
            The probe's code, and its name there.
        text : str
            Its encoded inputs.
        seed : int
            Of PyTorch's random numbers.
        seconds : float
            Of processor time that it may take.

        Returns
        -------
        str
            The encoded reply, of which nothing is trusted.
        """
        kernel = self._alive()
        try:
            return kernel.transport(source, name, text, seed, seconds)
        except Late as late:
            self.sentences.append(str(late))
            raise
        except Stopped as gone:
            self.sentences.append(self._said(str(gone)))
            raise
        finally:
            if kernel.gone:
                self._forget(Step("", self.exercise))

    def _start(self) -> SandboxedKernel:
        kernel = self._new()
        try:
            return kernel.__enter__()
        except RuntimeError:
            if not kernel.lost:
                raise
            return self._new().__enter__()

    def _new(self) -> SandboxedKernel:
        return SandboxedKernel(self._limits, self._device, self._files, self._purse)

    def _alive(self) -> SandboxedKernel:
        """Return a running kernel with all names that the cells so far made."""
        while self._kernel.gone:
            if self._restarts == RESTARTS or self._purse.empty or self.lost:
                raise Stopped(self._kernel.gone)
            self._restarts += 1
            self._kernel.__exit__()
            self._kernel, kept = self._start(), self._purse.output_bytes
            for step, source in tuple(self._ran):
                self._kernel.run(source)
                if self._kernel.gone:
                    self._forget(step)
                    break
            self._purse.output_bytes = kept
        return self._kernel

    def _forget(self, guilty: Step) -> None:
        """Leave out what ended the kernel; a cell that is no answer may only have used one."""
        self._ran = [
            (step, source)
            for step, source in self._ran
            if step != guilty and (guilty.answer or step.exercise != guilty.exercise or not step.answer)
        ]

    def _said(self, gone: str) -> str:
        return gone if self._restarts == RESTARTS or self._purse.empty else f"{gone} {AGAIN}"
