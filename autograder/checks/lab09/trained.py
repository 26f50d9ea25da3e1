"""The trained model, asked about what it has not seen."""

import torch
import torch.nn.functional as F

from autograder.check import check
from autograder.checks.as_trained import as_trained
from autograder.expect import expect, expect_close, expect_shape


def predict_probe(names, x):
    """Return the trained model's logits for images given row by row."""
    return {"logits": as_trained(names["model"], x).float()}


def unseen(draw, count=200):
    """Return (images, labels): test digits, each moved by a row or a column, with a little noise."""
    from sklearn.datasets import load_digits

    sample = load_digits()
    picked = 5 * draw.permutation(360)[:count]  # every fifth is in the test part
    images = torch.tensor(sample.images)[picked].float() / 16
    labels = torch.tensor(sample.target)[picked].long()
    wide = F.pad(images, (1, 1, 1, 1))
    ways = [(0, 1), (2, 1), (1, 0), (1, 2)]  # up, down, left, right
    moved = []
    for image in wide:
        down, right = draw.choice(ways)
        moved.append(image[down : down + 8, right : right + 8])
    noisy = torch.stack(moved) + draw.normal(count, 8, 8, scale=0.03)
    return noisy.clamp(0, 1), labels


@check("09_digits_by_rows.trained", points=1, seconds=30)
def unseen_digits(student, draw):
    images, labels = unseen(draw)
    logits = student.run(predict_probe, x=images).tensor("logits")
    said = "The trained model should give ten logits for each image."
    expect(list(logits.shape) == [len(labels), 10] and bool(logits.isfinite().all()), said)
    order = draw.permutation(len(labels))[:77]
    again = student.run(predict_probe, x=images[order]).tensor("logits")
    expect_shape(again, [len(order), 10], "ten logits for each image.")
    said = "The same images in another batch, with other neighbours, get other answers."
    expect_close(again, logits[order], said, rtol=1e-3, atol=1e-3)
    right = (logits.argmax(1) == labels).float().mean().item()
    most = torch.bincount(labels).max().item() / len(labels)  # always the most frequent digit
    expect(
        right > most + 0.4,
        f"On new images, moved by a row or a column, {right:.0%} are right; always the same digit gives {most:.0%}. "
        "Does train_pass take steps on matching images and labels, and does RowRNN read all rows?",
    )
