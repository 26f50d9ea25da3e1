"""The counting baseline against a slow one that can be read off the formula."""

from collections import Counter, defaultdict

import pytest
import torch

from course.counting import witten_bell


def by_hand(train, row, n, size):
    """Return the probabilities of one row, one character and one order at a time."""
    follows = defaultdict(Counter)
    for text in train:
        marked = ["start"] * n + text
        for place in range(n, len(marked)):
            for order in range(n + 1):
                follows[tuple(marked[place - order : place])][marked[place]] += 1
    marked, found = ["start"] * n + row, []
    for place in range(n, len(marked)):
        p = 1 / size
        for order in range(n + 1):
            seen = follows.get(tuple(marked[place - order : place]))
            if seen:
                p = (seen[marked[place]] + len(seen) * p) / (seen.total() + len(seen))
        found.append(p)
    return found


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_it_agrees_with_the_formula(n):
    """Also where a context is longer than what stands before it, and where it was never seen."""
    generator = torch.Generator().manual_seed(n)
    train = torch.randint(0, 4, (5, 30), generator=generator)
    held_out = torch.randint(0, 6, (3, 20), generator=generator)  # 4 and 5 never came
    expected = [by_hand(train.tolist(), row, n, 6) for row in held_out.tolist()]
    found = witten_bell(train, held_out, n, 6)
    torch.testing.assert_close(found, torch.tensor(expected, dtype=torch.float64), rtol=1e-12, atol=0)


def test_the_probabilities_of_all_characters_add_up_to_one():
    """Whatever came before, seen or not."""
    train = torch.randint(0, 5, (4, 25), generator=torch.Generator().manual_seed(0))
    for context in ([0, 1, 2], [6, 6, 6], [1, 6, 0]):
        every = torch.tensor([[*context, c] for c in range(7)])
        total = witten_bell(train, every, 3, 7)[:, -1].sum().item()
        assert total == pytest.approx(1, abs=1e-12)


def test_a_context_that_does_not_fit_into_a_number_is_refused():
    """Otherwise two contexts would get one number, and nobody would see it."""
    rows = torch.zeros(1, 3, dtype=torch.int64)
    with pytest.raises(ValueError, match="63 bits"):
        witten_bell(rows, rows, 20, 32)
