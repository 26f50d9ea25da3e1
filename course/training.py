"""Watching a training loop: progress, a live loss curve, a sample of text. The loop stays yours."""

import html
import os
import time

import torch
from IPython import get_ipython
from IPython.display import display
from tqdm import tqdm

from course.plots.curves import training_curves
from course.widgets import passage

SECONDS_BETWEEN = 1.0  # two states of the bar
SECONDS_BETWEEN_LINES = 10.0  # where there are no pictures
SHARE = 0.1  # of the time that the curve may take, and the sample


def budget(full, graded):
    """Return `full`, or `graded` while nbgrader runs the notebook: grading has little time.

    Parameters
    ----------
    full : object
        What to use in a notebook, for instance a number of steps.
    graded : object
        What to use where nbgrader runs the notebook.

    Returns
    -------
    object
        One of the two.
    """
    return graded if os.environ.get("NBGRADER_EXECUTION") else full


def watch(total, title="training", label="loss", sample=None):
    """Watch a training loop; use it in a `with` statement.

    In JupyterLab and Colab the bar moves once a second; the curve and the sample are made again as often,
    or less often where this would take more than a tenth of the time. In a plain script a line is printed now
    and then; under nbgrader there is one picture, at the end. Interrupting the kernel ends the block quietly
    and keeps what was trained.

    Parameters
    ----------
    total : int
        The number of steps that the loop will take.
    title : str
        Named above the curve.
    label : str
        What the numbers are, for instance ``"nats per character"``.
    sample : callable, optional
        Takes nothing and returns a text, shown beside the curve.

    Returns
    -------
    Watch
        To be used in a `with` statement.

    Examples
    --------
    >>> with watch(3, title="a demonstration") as run:  # doctest: +SKIP
    ...     for loss in (3.0, 2.0, 1.0):
    ...         run.step(loss)
    """
    return Watch(total, title, label, sample)


class Watch:
    """What `watch` returns.

    Attributes
    ----------
    losses : list of float
        The loss of every step so far.
    held_out_losses : list of (int, float)
        The step and the value of every call of `held_out`.
    stopped : bool
        Whether the loop was interrupted.
    """

    def __init__(self, total, title, label, sample):
        self.total, self.title, self.label, self.sample = total, title, label, sample
        self.held_out_losses, self.stopped = [], False
        self._losses, self._pending = [], []
        self._shown = None
        self._curve = _Paced(lambda: training_curves(self.losses, self.held_out_losses, self.label))
        self._written = _Paced(self._text)
        shell = get_ipython()
        self._pictures = shell is not None and hasattr(shell, "kernel")
        self._live = not os.environ.get("NBGRADER_EXECUTION")

    def __enter__(self):
        self._began = self._told = time.monotonic()
        return self

    def step(self, loss):
        """Take note of one step's loss: a float or a 0-d tensor, which is detached."""
        self._pending.append(loss.detach() if isinstance(loss, torch.Tensor) else float(loss))
        wait = SECONDS_BETWEEN if self._pictures else SECONDS_BETWEEN_LINES
        if self._live and time.monotonic() - self._told >= wait:
            self._tell()

    def held_out(self, loss):
        """Take note of the loss on held-out data at this step, for the second curve."""
        self.held_out_losses.append((len(self._losses) + len(self._pending), float(loss)))

    @property
    def losses(self):
        """The loss of every step so far; numbers are fetched from the device when they are asked for."""
        if self._pending:
            tensors = [p for p in self._pending if isinstance(p, torch.Tensor)]
            fetched = iter(torch.stack(tensors).tolist() if tensors else ())
            self._losses += [next(fetched) if isinstance(p, torch.Tensor) else p for p in self._pending]
            self._pending = []
        return self._losses

    def __exit__(self, kind, error, trace):
        self.stopped = kind is not None and issubclass(kind, KeyboardInterrupt)
        if kind is None or self.stopped:
            self._tell(last=True)
        return self.stopped

    def _tell(self, last=False):
        if self._pictures:
            self._show(_Report(self, self._words(), self._curve.newest(last), self._written.newest(last)))
        elif self._live:
            text = self._text() if last else None
            print(self._words() + (f"\n{text}" if text is not None else ""), flush=True)
        self._told = time.monotonic()

    def _show(self, report):
        if self._shown is None:
            self._shown = display(report, display_id=True)
        else:
            self._shown.update(report)

    def _text(self):
        """Return the sample; neither a mistake in it nor its random draws may change the training."""
        if self.sample is None:
            return None
        try:
            with torch.random.fork_rng():
                return str(self.sample())
        except Exception as error:
            return f"The sample failed: {type(error).__name__}: {error}"

    def _words(self):
        """Return where the loop stands: steps, time, speed, the newest numbers."""
        done, elapsed = len(self.losses), time.monotonic() - self._began
        meter = f"{done}/{self.total} steps in {tqdm.format_interval(elapsed)}"
        if done < self.total and done:
            meter += f", about {tqdm.format_interval(elapsed / done * (self.total - done))} left"
        if done:
            meter += f", {_speed(done / elapsed)}"
        newest = f", {self.label} {_recent(self.losses):.3f}" if self.losses else ""
        held_out = f", held out {self.held_out_losses[-1][1]:.3f}" if self.held_out_losses else ""
        end = " · stopped by you; what was trained is kept" if self.stopped else ""
        return f"{self.title}: {meter}{newest}{held_out}{end}"


def _speed(rate):
    """Return a number of steps a second in words."""
    if rate < 1:
        return f"{1 / rate:.1f} seconds a step"
    return f"{rate:,.0f} steps a second" if rate >= 10 else f"{rate:.1f} steps a second"


def _recent(losses):
    """Return the mean of the newest twentieth of the losses: single steps jump about."""
    newest = losses[-max(1, len(losses) // 20) :]
    return sum(newest) / len(newest)


class _Paced:
    """A part of the display that is made again only as often as its share of the time allows."""

    def __init__(self, make):
        self._make, self._made, self._due = make, None, 0.0

    def newest(self, last):
        """Return the part, made now if its time has come, or if this is the end."""
        began = time.monotonic()
        if last or began >= self._due:
            self._made = self._make()
            ended = time.monotonic()
            self._due = ended + (ended - began) / SHARE
        return self._made


class _Report:
    """One state of the display: a progress bar, the curve, and the sample as plain, escaped text."""

    def __init__(self, run, words, picture, text):
        share = min(1.0, len(run.losses) / max(1, run.total))
        figure = picture._repr_mimebundle_()
        beside = ""
        if text is not None:
            beside = f'<div style="flex:1 1 16em">{passage(text)._repr_mimebundle_()["text/html"]}</div>'
        self._html = (
            f'<div><progress value="{share:.3f}" max="1" style="width:100%" aria-label="progress"></progress>'
            f"<div>{html.escape(words)}</div>"
            f'<div style="display:flex;flex-wrap:wrap;gap:.8em;align-items:flex-start">'
            f'<div style="flex:0 1 auto">{figure["text/html"]}</div>{beside}</div></div>'
        )
        self._plain = f"{words}\n{figure['text/plain']}" + (f"\n{text}" if text is not None else "")

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self._html, "text/plain": self._plain}
