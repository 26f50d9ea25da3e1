"""The watch on a training loop: what it records, where it draws, how it ends."""

import contextlib
import html
import subprocess
import sys

import nbformat
import pytest
import torch
from nbclient import NotebookClient

from course import training
from course.plots.curves import training_curves
from tests.bank import namespace, quiet, small_budgets, source_cells

SCRIPT = """
import torch
from course import training
training.SECONDS_BETWEEN_LINES = 0
with training.watch(3, title="tiny", label="nats", sample=lambda: "ab\\ncd") as run:
    for k in range(3):
        run.step(torch.tensor(3.0 - k, requires_grad=True) * 1)
    run.held_out(1.5)
    {extra}
print("kept", run.losses, run.held_out_losses, run.stopped)
"""


def test_losses_are_numbers_and_hold_no_graph():
    """What is kept is detached: memory must not grow with every step."""
    weight = torch.ones(1, requires_grad=True)
    with training.watch(2) as run:
        run.step((weight * 2).sum())
        assert not any(loss.requires_grad for loss in run._pending)
        run.step(0.5)
        run.held_out(torch.tensor(1.0))
    assert run.losses == [2.0, 0.5] and run.held_out_losses == [(2, 1.0)]


def test_a_plain_script_prints_lines():
    """No front end, no pictures: a line now and then, the sample at the end."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(extra="")], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert lines[0].startswith("tiny: 1/3 steps") and "nats 3.000" in lines[0]
    assert lines[-3:] == ["ab", "cd", "kept [3.0, 2.0, 1.0] [(3, 1.5)] False"]
    assert "held out 1.500" in lines[-4] and done.stderr == ""


def test_an_interrupt_ends_the_block_and_keeps_what_was_trained():
    """The lines after it run; an error is no interrupt."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(extra="raise KeyboardInterrupt")], capture_output=True, text=True
    )
    assert done.returncode == 0 and "stopped by you" in done.stdout
    assert done.stdout.splitlines()[-1] == "kept [3.0, 2.0, 1.0] [(3, 1.5)] True"
    with pytest.raises(ZeroDivisionError), training.watch(1) as run:
        run.step(1 / 0)


@pytest.mark.long
@pytest.mark.parametrize("lab", ["05_ngram_vs_lstm", "10_sentiment"])
def test_an_interrupt_ends_a_cell_that_trains_several_models(lab, monkeypatch, capsys):
    """No other training begins, a sentence says so, and what was trained is kept."""
    names, steps, began = namespace(lab, {}), [], []

    class Interrupted(training.Watch):
        def __enter__(self):
            began.append(self)
            return super().__enter__()

        def step(self, loss):
            super().step(loss)
            steps.append(loss)
            if len(steps) == 10:
                raise KeyboardInterrupt

    monkeypatch.setattr(training, "Watch", Interrupted)
    for cell in source_cells(lab):
        if cell.id in ("encode-run", "train-run"):
            exec(cell.source, names)
    assert len(began) == 1 and len(began[0].losses) == 10 and began[0].stopped
    assert "run this cell again before you go on" in capsys.readouterr().out
    if lab == "10_sentiment":
        assert [*names["histories"]] == ["frozen"] and len(names["histories"]["frozen"]["weights"]) == 1


def outputs(monkeypatch, execution, sample="'<b>bold</b>'"):
    """Run a loop in a real kernel; return the outputs and every message that drew or updated one."""
    if execution:
        monkeypatch.setenv("NBGRADER_EXECUTION", execution)
    else:
        monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    source = f"""from course import training
training.SECONDS_BETWEEN = 0
training.SHARE = 1e9
with training.watch(4, title="a < b", sample=lambda: {sample}) as run:
    for k in range(4):
        run.step(4.0 - k)"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    seen = []

    class Client(NotebookClient):
        def process_message(self, msg, *rest):
            seen.append(msg["msg_type"])
            return super().process_message(msg, *rest)

    Client(notebook, timeout=60).execute()
    return notebook.cells[0].outputs, seen


def test_a_notebook_shows_one_live_picture(monkeypatch):
    """One output, updated as it goes; the sample stands beside it as text, never as HTML."""
    shown, seen = outputs(monkeypatch, None)
    assert [o.output_type for o in shown] == ["display_data"]
    assert seen.count("display_data") == 1 and seen.count("update_display_data") == 4
    page = shown[0].data["text/html"]
    assert "<progress" in page and 'alt="The training curve falls' in page
    assert html.escape("<b>bold</b>") in page and "<b>bold" not in page and "a &lt; b: 4/4 steps" in page


def test_what_takes_long_is_made_less_often_and_often_again_when_it_is_quick(monkeypatch):
    """A part waits ten times as long as its last making took, not its longest."""
    clock, costs, made_at = [0.0], [1.0, 0.01, 0.01], []
    monkeypatch.setattr(training.time, "monotonic", lambda: clock[0])

    def make():
        made_at.append(round(clock[0]))
        clock[0] += costs[len(made_at) - 1]
        return len(made_at)

    part = training._Paced(make)
    shown = [part.newest(last=False)]
    for second in range(2, 13):
        clock[0] = float(second)
        shown.append(part.newest(last=False))
    assert made_at == [0, 11, 12] and shown == [1] * 10 + [2, 3]


def test_speed_is_said_in_words():
    """Slow steps in seconds, quick ones by the second."""
    said = [training._speed(rate) for rate in (0.476, 3.14159, 476.2, 12345.0)]
    assert said == ["2.1 seconds a step", "3.1 steps a second", "476 steps a second", "12,345 steps a second"]


def test_the_first_picture_shows_its_one_step():
    """A line through one point is nothing to see: there is a dot."""
    ax = training_curves([3.0], [], "loss").figure.axes[0]
    assert any(line.get_marker() == "o" and list(line.get_ydata()) == [3.0] for line in ax.lines)


@pytest.mark.long
def test_under_nbgrader_there_is_one_picture_at_the_end(monkeypatch):
    """Nobody watches; nothing on stderr, which nbgrader would score as a failure."""
    shown, seen = outputs(monkeypatch, "validate")
    assert [o.output_type for o in shown] == ["display_data"] and "update_display_data" not in seen


@pytest.mark.long
def test_a_sample_that_fails_does_not_end_the_training(monkeypatch):
    """It says so where the sample would stand."""
    shown, _ = outputs(monkeypatch, None, sample="1 / 0")
    assert "The sample failed: ZeroDivisionError" in shown[0].data["text/html"]


def test_a_sample_leaves_the_random_numbers_of_the_training_alone(monkeypatch):
    """When it is drawn depends on the clock; what is learned must not."""
    monkeypatch.setattr(training, "SECONDS_BETWEEN_LINES", 0)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    torch.manual_seed(0)
    undisturbed = torch.rand(3)
    torch.manual_seed(0)
    with training.watch(1, sample=lambda: str(torch.rand(5))):
        pass
    assert torch.rand(3).equal(undisturbed)


def test_the_budget_is_small_while_nbgrader_runs(monkeypatch):
    """And full otherwise."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert training.budget(full=20, graded=2) == 20
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert training.budget(full=20, graded=2) == 2


@pytest.mark.long
@pytest.mark.parametrize(
    ("lab", "training_cell", "after", "said"),
    [
        ("10_sentiment", "train-run", ("compare-figure", "interval", "choose-run", "confusion-figure"), ""),
        ("10_sentiment", "attention-train", ("weights-figure",), ""),
        ("04_char_lstm", "train-run", ("train-best",), "one whole pass"),
        ("09_digits_by_rows", "orders-train", ("orders-result",), "all six models"),
    ],
)
def test_a_training_stopped_in_its_first_pass_leaves_cells_that_work_or_say_so(
    lab, training_cell, after, said, monkeypatch
):
    """No cell below meets an empty list with an error of Python's own."""
    cells, names = {cell.id: cell.source for cell in source_cells(lab)}, namespace(lab, {})
    before = {"attention-train": ("encode-run", "train-run"), "orders-train": ("orders-figure",)}
    with small_budgets(), quiet():
        for cell in before.get(training_cell, ("encode-run",) if lab == "10_sentiment" else ()):
            exec(cells[cell], names)
        with monkeypatch.context() as patched:

            def interrupted(*_):
                raise KeyboardInterrupt

            patched.setattr(training.Watch, "step", interrupted)
            exec(cells[training_cell], names)
        for cell in after:
            with pytest.raises(AssertionError, match=said) if said else contextlib.nullcontext():
                exec(cells[cell], names)
