"""The checks of lab 00: nothing yet: ten minutes about cells, checks, hints and handing in; it looks at your installation."""

import torch

from course.checks.core import agree, exercise, kind, progress_of, shape
from course.device import pick_device

device = pick_device()
progress = progress_of(__name__)


@exercise("0.1 The mean of every row", "shape, values, dtype, the argument", points=0)
def row_means(row_means):
    x = torch.tensor([[1.0, 2.0, 6.0], [0.0, 0.0, 3.0]], device=device)
    before = x.clone()
    means = row_means(x)

    assert isinstance(means, torch.Tensor), f"Return one tensor. You returned {kind(means)}."
    assert means.dim() > 0, "You return one number for all rows. Which axis is the mean taken over?"
    assert means.shape != (3,), "Those are the means of the columns: there are three. Take the other axis."
    assert means.shape == (2,), f"Two rows, so two means: expected [2], got {shape(means)}."
    right = torch.tensor([3.0, 1.0], device=device)
    assert not agree(means, 3 * right), (
        "Those are the sums. Is the division by the number of columns missing?"
    )
    assert agree(means, right), (
        f"The means of [1, 2, 6] and [0, 0, 3] are 3 and 1; yours are {means.tolist()}."
    )
    assert torch.equal(x, before), "row_means changed x in place. Leave the argument as it is."

    square = torch.tensor([[1.0, 3.0], [5.0, 7.0]], dtype=torch.float64, device=device)
    means = row_means(square)
    assert agree(means, torch.tensor([2.0, 6.0], device=device)), (
        f"On two rows and two columns the means are 2 and 6; yours are {means.tolist()}. "
        "Is a 3 written down, or is the axis chosen by its size?"
    )
    assert means.dtype == torch.float64, "float64 came in, so float64 must go out."
