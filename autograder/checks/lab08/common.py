"""What several exercises of this lab use."""

import torch
from torch.nn import functional as F

PAD, UNK, IGNORE = 0, 1, -100


def drawn_batch(draw, absent=False):
    """Return (logits, tags) with padding, sizes that differ, and scores that are often right."""
    while True:
        batch, steps, n_tags = draw.sizes(3, 4, 9)
        lengths = draw.integers(1, steps, batch)
        lengths[0], lengths[1] = steps, 1
        if len(set(lengths.tolist())) > 2:
            break
    tags = draw.integers(0, n_tags - 1, batch, steps)
    tags[0, :2] = torch.tensor([0, n_tags - 1])
    if absent:
        tags[tags == 1] = 2
    logits = draw.normal(batch, steps, n_tags) + 1.2 * F.one_hot(tags, n_tags)
    return logits, tags.masked_fill(torch.arange(steps) >= lengths[:, None], IGNORE)
