"""How a trained model is asked, and what is said when it could not be trained."""

import json
import time

import torch

from autograder import wire
from autograder.check import _source
from autograder.checks.as_trained import as_trained
from autograder.judging import Verdict
from autograder.said import Failure, Said


class Sums(torch.nn.Module):
    """A model that makes its state by the default dtype, and drops out."""

    def __init__(self):
        super().__init__()
        self.rnn, self.drop = torch.nn.RNN(3, 2, batch_first=True), torch.nn.Dropout(0.9)

    def state(self, rows):
        return torch.zeros(1, rows, 2)

    def forward(self, x, state=None):
        return self.drop(self.rnn(x, self.state(len(x)) if state is None else state)[0])


def probe(names, x):
    state = as_trained(names["model"], len(x), method=names["model"].state)
    return {"y": as_trained(names["model"], x, state)}


def test_a_model_of_any_dtype_is_asked_in_its_own():
    """Trained under another default dtype than the judge's; no gradient, no dropout, and the default comes back."""
    for dtype in (torch.float32, torch.float64):
        model, x = Sums().to(dtype), torch.randn(4, 5, 3)
        text = wire.serve({"model": model}, _source(probe), "probe", wire.encode({"x": x}), 0)
        values, _ = wire.decode(json.loads(text)["values"])
        state = torch.zeros(1, 4, 2, dtype=dtype)
        assert torch.equal(values["y"], model.eval()(x.to(dtype), state).detach())
        assert values["y"].dtype == dtype and json.loads(text)["left"] == []


def test_the_hint_about_a_model_names_the_training_cell_that_failed():
    """And no other hint does."""
    said = Said()
    said.fail(Failure("`train-run`", "ValueError: no", "", True, training=True), setup=False, labs_own=True)
    found = [
        said.cause(Verdict(f"09_digits.{name}", 1, 0, "No."), 3, ()).hint
        for name in ("trained.new", "rows.x")
    ]
    assert found == ["No. The cell `train-run` failed in a line: ValueError: no.", "No."]
    assert said.notes == []


def test_cells_that_are_long_to_parse_cost_seconds_at_most():
    """A missing name is looked for in so much text only."""
    said, text = Said(), "step=1;" * 5_000
    below = [(f"cell {n}", text + str(n)) for n in range(300)]
    for n in range(300):
        said.fail(Failure(f"cell {n}", "ValueError: no", text + str(n), True), setup=False, labs_own=False)
    verdict = Verdict("01.step.shape", 1, 0, "A name is missing (name 'steps' is not defined).")
    began = time.process_time()
    for _ in range(20):
        said.cause(verdict, 3, below)
    assert time.process_time() - began < 5
