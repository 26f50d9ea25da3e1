"""The trained model, asked about what it has not seen."""

import torch
import torch.nn.functional as F

from autograder.check import check
from autograder.checks.as_trained import as_trained
from autograder.expect import expect, expect_close, expect_shape


def predict_probe(names, x):
    """Return the trained model's logits for images given row by row."""
    return {"logits": as_trained(names["model"], x).float()}


@check("09_digits_by_rows.trained", points=1, seconds=30)
def unseen_digits(student, draw):
    """Test digits, each moved by a row or a column, with a little noise: far more answers right than by chance."""
    from sklearn.datasets import load_digits

    sample = load_digits()
    picked = 5 * draw.permutation(360)[:200]  # every fifth is in the test part
    labels = torch.tensor(sample.target)[picked].long()
    wide = F.pad(torch.tensor(sample.images)[picked].float() / 16, (1, 1, 1, 1))
    ways = [(0, 1), (2, 1), (1, 0), (1, 2)]  # up, down, left, right
    placed = zip(wide, [draw.choice(ways) for _ in wide], strict=True)
    moved = [image[down : down + 8, right : right + 8] for image, (down, right) in placed]
    images = (torch.stack(moved) + draw.normal(200, 8, 8, scale=0.03)).clamp(0, 1)
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
    said = f"On new images, moved by a row or a column, {right:.0%} are right; always the same digit gives "
    said += f"{most:.0%}. Does train_pass take steps on matching images and labels, and does RowRNN read all rows?"
    expect(right > most + 0.4, said)
