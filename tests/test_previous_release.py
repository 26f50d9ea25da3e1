"""A notebook of the previous release is graded as before: its own check cells and set-up cells cost nothing."""

import pytest

from autograder.grading import grade
from autograder.lab import load_lab
from autograder.sandbox.limits import Limits
from tests.bank import ROOT
from tests.make_class import handed_in
from tests.previous_release import packed_labs, solved

LIGHT = "02_rnn_shapes"


@pytest.mark.long
@pytest.mark.parametrize(
    "lab",
    [
        lab if lab == LIGHT else pytest.param(lab, marks=pytest.mark.slow(part="repeats"))
        for lab in packed_labs()
    ],
)
def test_a_solved_notebook_of_the_previous_release_gets_full_marks(lab):
    """In the sandbox, with the lab as it is now."""
    task = load_lab(ROOT, lab)
    row = grade(handed_in(solved(lab), task), task, secret="s", limits=Limits(notebook_seconds=300)).row()
    assert row["score"] == row["max_score"] >= 16, row
