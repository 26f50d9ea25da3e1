"""Exercise 9.1: as_sequence."""

import torch

from autograder.check import check
from autograder.contracts import keeps_promises

ORDERS = ("pixels", "columns", "rows")


def call_sequence(names, kept, images, by, turned):
    return names["as_sequence"](images.transpose(-2, -1) if turned else images, by)


def sequence_of(images, by, turned):
    images = images.transpose(-2, -1) if turned else images
    images = images[:, 0] if images.dim() == 4 else images
    if by == "columns":
        images = torch.stack([image.T for image in images])
    return images.flatten(1)[:, :, None] if by == "pixels" else images.clone()


def mistakes_of(images, by, turned):
    """Return the known mistakes, also those of other shapes."""
    right, shape = sequence_of(images, by, turned), list(images.shape)
    pixels, columns, rows = (sequence_of(images, order, turned) for order in ORDERS)
    images = images.transpose(-2, -1) if turned else images
    squeezed = "is lost: `squeeze()` takes every axis of length 1. Look at how many axes there are."
    own = {
        "rows": {"Height and width are exchanged. Rows are steps.": columns},
        "columns": {"These are still rows. As many steps as columns: exchange the last two axes.": rows},
        "pixels": {
            "The last axis is missing. Each pixel is a vector of one feature.": pixels[..., 0],
            "One step holds all pixels. One pixel is one step: [batch, H * W, 1].": pixels.transpose(1, 2),
            "You go column after column. Go row after row.": columns.flatten(1)[:, :, None],
            "All images are in one row. The images of the batch come first.": pixels.reshape(1, -1, 1),
        },
    }
    return {
        f"An axis of {shape} {squeezed}": right.squeeze() if 1 in shape else right,
        **own[by],
        "The axis of the colour channel is still there. Take away axis 1.": right[:, None],
        "The first step comes last: begin with the top row, or the left column.": right.flip(1),
        "Each step is read from its end: start at the left, or at the top. Exchange two axes, without a rotation.": right.flip(2),
        "view or reshape cuts the rows elsewhere. It turns nothing: transpose.": images.reshape(right.shape),
        "The images of the batch come first, [batch, steps, features].": right.transpose(0, 1),
    }  # fmt: skip


def expect_sequences(student, straight, turned=(), **options):
    """Ask for each order of these images; the turned ones are passed as transposed tensors."""
    cases, notes = [], []
    for images, turn in [*((images, False) for images in straight), *((images, True) for images in turned)]:
        cases += [{"images": images, "by": by, "turned": turn} for by in ORDERS]
        kind = f"{list(images.shape)} of {str(images.dtype)[6:]}"
        kind += ", a transposed tensor, whose numbers do not lie in order" * turn
        notes += [f"By {by}, images {kind}" for by in ORDERS]
    keeps_promises(
        student, call_sequence, cases, sequence_of, mistakes=mistakes_of, notes=notes,
        results=("the sequence",), axes=("image", "step", "feature"), views=True, rtol=0, atol=0, **options,
    )  # fmt: skip


@check("09_digits_by_rows.as_sequence", points=1.5)
def orders(student, draw):
    """Images without a channel, all axes different: also long ones."""
    sizes = draw.sizes(3, 3, 8), (2, 3, 140), (2, 140, 3)
    expect_sequences(student, [draw.normal(*size) for size in sizes], device=0)


@check("09_digits_by_rows.as_sequence", points=1.5)
def channel(student, draw):
    """Images with a channel, square ones, one image, those of one row or column, turned ones, and three dtypes."""
    a, b, c = draw.sizes(3, 3, 7)
    shapes = [(a, 1, b, c), (a, b, b), (a, b, b), (a, 1, b, b), (1, b, c), (1, 1, 1, b), (1, 1, 1)]
    shapes += [(b, a, 1), (a, 1, b), (a, 1, 1, b), (a, 1, b, 1)]
    drawn = [draw.normal(*shape) for shape in shapes]
    drawn += [draw.integers(0, 255, *shape).to(torch.uint8) for shape in ((a, b, b), (a, 1, b, b))]
    drawn.append(draw.normal(1, 1, a, b, dtype=torch.float64))
    expect_sequences(student, drawn, [draw.normal(a, 1, b, a)], gradients=("images",), device=3)
