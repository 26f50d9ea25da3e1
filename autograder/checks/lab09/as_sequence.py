"""Exercise 9.1: as_sequence."""

import torch

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device
from autograder.contracts import keeps_promises

ORDERS = ("rows", "columns", "pixels")


def sequence_probe(names, images, by):
    """Return the student's sequences and whether the caller's images stayed as they were."""
    before = images.clone()
    sequences = names["as_sequence"](images, by)
    kept = images.shape == before.shape and torch.equal(images, before)
    return {"sequences": sequences, "kept": kept}


def sequence_device_probe(names, images, by):
    """Say where the sequences of images on another device are."""
    return on_another_device(lambda move: names["as_sequence"](move(images), by))


def sequences_of(images, by):
    """Return [batch, H, W] images as sequences."""
    if by == "columns":
        return torch.stack([image.T for image in images])
    return images.flatten(1)[:, :, None] if by == "pixels" else images


def drawn_images(draw):
    """Return images of which no two axes are equal, at least three points each way."""
    return draw.normal(*draw.sizes(3, 3, 8))


def call_sequence(names, kept, images, by, turned):
    return names["as_sequence"](images.transpose(-2, -1) if turned else images, by)


def sequence_cases(draw):
    """Return square images, wide ones, those of one row or column, with a channel, turned, and of three dtypes."""
    a, b = draw.sizes(2, 3, 7)
    shapes = [
        (a, b, b),
        (a, b, b),
        (a, 1, b, b),
        (1, 1, 1, b),
        (1, 1, 1),
        (b, a, 1),
        (2, 3, 140),
        (2, 140, 3),
    ]
    drawn = [draw.normal(*shape) for shape in shapes]
    drawn += [draw.integers(0, 255, a, b, b).to(torch.uint8), draw.normal(1, 1, a, b, dtype=torch.float64)]
    drawn.append(draw.integers(0, 255, a, 1, b, b).to(torch.uint8))
    cases = [{"images": images, "by": by, "turned": False} for images in drawn for by in ORDERS]
    return cases + [{"images": draw.normal(a, 1, b, a), "by": by, "turned": True} for by in ORDERS]


def sequence_of(images, by, turned):
    images = images.transpose(-2, -1) if turned else images
    return sequences_of(images.squeeze(1) if images.dim() == 4 else images, by).clone()


@check("09_digits_by_rows.as_sequence", points=1.5)
def orders(student, draw):
    images = drawn_images(draw)
    batch, height, width = images.shape
    for by in ORDERS:
        reply = student.run(sequence_probe, images=images, by=by)
        sequences, wanted = reply.tensor("sequences"), sequences_of(images, by)
        shape = list(sequences.shape)
        if by == "rows":
            expect(
                shape != [batch, width, height], "By rows: height and width are exchanged. Rows are steps."
            )
        if by == "columns":
            said = "By columns: these are still rows. As many steps as columns: exchange the last two axes."
            expect(shape != [batch, height, width], said)
        if by == "pixels":
            said = "By pixels: the last axis is missing. Each pixel is a vector of one feature."
            expect(shape != [batch, height * width], said)
            said = "By pixels: one step holds all pixels. One pixel is one step: [batch, H * W, 1]."
            expect(shape != [batch, 1, height * width], said)
        expect(
            len(shape) == 3,
            f"By {by}: images [batch, H, W] gave {len(shape)} axes, expected 3. Without a colour axis, there is none to take away.",
        )
        expect(shape[0] == batch, f"By {by}: the images of the batch come first, [batch, steps, features].")
        expect_shape(sequences, list(wanted.shape), f"by {by}, [batch, steps, features].")
        expect_dtype(sequences, images.dtype, f"by {by}, the dtype stays that of the images.")
        mistakes = {
            "rows": {
                "By rows: the rows come from the bottom.": images.flip(1),
                "By rows: each row is read from the right.": images.flip(2),
            },
            "columns": {
                "By columns: view or reshape cuts the rows elsewhere. It turns nothing: transpose.": (
                    images.reshape(batch, width, height)
                ),
                "By columns: the first step is the right column. Start at the left.": wanted.flip(1),
                "By columns: the columns come from the bottom. Exchange two axes, without a rotation.": wanted.flip(
                    2
                ),
            },
            "pixels": {
                "By pixels: you go column after column. Go row after row.": (
                    images.transpose(1, 2).flatten(1)[:, :, None]
                ),
                "By pixels: the last pixel comes first.": wanted.flip(1),
            },
        }[by]
        expect_close(
            sequences,
            wanted,
            f"By {by}, the values differ: each number keeps its row and column.",
            mistakes=mistakes,
        )
        expect(reply.flag("kept"), "Your function changed the caller's images.")


@check("09_digits_by_rows.as_sequence", points=1.5)
def channel(student, draw):
    images = drawn_images(draw)
    one = draw.normal(1, *images.shape[1:], dtype=torch.float64)
    for by in ORDERS:
        for plain in (images, one):
            wanted = sequences_of(plain, by)
            for given in (plain, plain[:, None]):
                reply = student.run(sequence_probe, images=given, by=by)
                sequences, shape = reply.tensor("sequences"), list(given.shape)
                if len(plain) == 1:
                    said = f"A batch of one image, {shape}, lost its axis: `squeeze()` takes every axis of length 1."
                    expect(sequences.dim() == 3 or sequences.shape[0] == 1, f"By {by}: {said}")
                if given.dim() == 3:
                    said = f"By {by}: images [batch, H, W] lost an axis: look at how many axes there are."
                    expect(sequences.dim() >= 3, said)
                else:
                    said = f"By {by}: the axis of the colour channel is still there. Take away axis 1."
                    expect(sequences.dim() != 4, said)
                expect_shape(sequences, list(wanted.shape), f"{shape} by {by}.")
                expect_dtype(sequences, given.dtype, f"by {by}, the dtype stays that of the images.")
                expect_close(
                    sequences, wanted, f"{shape} by {by}: the values differ from those of [batch, H, W]."
                )
                expect(
                    reply.flag("kept"),
                    "Your function changed the caller's images: is a method with a `_` at its end used?",
                )
    for by in ORDERS:
        flat = draw.normal(images.shape[0], 1, images.shape[2])
        sequences = student.run(sequence_probe, images=flat, by=by).tensor("sequences")
        said = f"By {by}: images of one row, [batch, 1, W], lost their axis. It is no channel: look at how many axes there are."
        expect(sequences.dim() == 3, said)
        said = f"By {by}: images of one row, {list(flat.shape)}"
        expect_shape(sequences, list(sequences_of(flat, by).shape), f"{said}.")
        expect_close(sequences, sequences_of(flat, by), f"{said}: the values differ.")
    for by in ORDERS:
        said = f"By {by}: the images are on another device than the sequences. Make nothing on the CPU, and go through no list."
        expect_another_device(student.run(sequence_device_probe, images=images[:, None], by=by), said)
    cases = sequence_cases(draw)
    turned = {False: "", True: ", a transposed tensor, whose numbers do not lie in order"}
    notes = [
        f"By {c['by']}, images {list(c['images'].shape)} of {str(c['images'].dtype)[6:]}{turned[c['turned']]}"
        for c in cases
    ]
    keeps_promises(
        student, call_sequence, cases, sequence_of,
        results=("the sequence",), notes=notes, axes=("image", "step", "feature"), views=True, rtol=0, atol=0,
        gradients=("images",),
    )  # fmt: skip
