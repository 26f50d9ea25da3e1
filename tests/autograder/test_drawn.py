"""Whether draws fit their probabilities: `expect_drawn`."""

import pytest
import torch

from autograder.checks.shared import expect_drawn
from autograder.reply import Failed

SHARES = torch.tensor([[0.5, 0.2, 0.15, 0.1, 0.05], [0.05, 0.1, 0.15, 0.2, 0.5]])


def counts(shares, draws):
    rows = [torch.multinomial(row, draws, replacement=True).bincount(minlength=len(row)) for row in shares]
    return torch.stack(rows)


@pytest.mark.parametrize("draws", [3, 60, 2000])
def test_draws_with_these_probabilities_pass(draws):
    """Few draws and many, over and over."""
    torch.manual_seed(draws)
    for _ in range(200):
        expect_drawn(counts(SHARES, draws), SHARES, "no")


def test_a_sure_row_and_an_empty_one_pass():
    """Neither has anything to compare."""
    sure = torch.tensor([[1.0, 0.0], [0.5, 0.5]])
    expect_drawn(torch.tensor([[300, 0], [0, 0]]), sure, "no")


@pytest.mark.parametrize("power", [0.0, 0.5, 2.0, -1.0])
def test_other_probabilities_fail(power):
    """Too even, too sharp, turned round."""
    torch.manual_seed(0)
    drawn = counts(SHARES.pow(power) / SHARES.pow(power).sum(1, keepdim=True), 500)
    with pytest.raises(Failed, match="no"):
        expect_drawn(drawn, SHARES, "no")


def test_what_can_hardly_come_fails_in_a_sure_row():
    """Its only cell is never joined away."""
    with pytest.raises(Failed, match="no"):
        expect_drawn(torch.tensor([[100, 100]]), torch.tensor([[1.0, 0.0]]), "no")
