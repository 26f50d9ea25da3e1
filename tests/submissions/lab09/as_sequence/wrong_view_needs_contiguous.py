# mistake: pixels by view: fails for images that are not contiguous, such as a slice or transposed images
# fails: as_sequence.channel: Your code raised RuntimeError:
def as_sequence(images, by):
    """Return images as sequences, [batch, steps, features].

    images  [batch, H, W] or [batch, 1, H, W]
    by      "rows", "columns" or "pixels" (row after row)
    """
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "rows":
        return images
    if by == "columns":
        return images.transpose(1, 2)
    return images.view(images.shape[0], -1, 1)
