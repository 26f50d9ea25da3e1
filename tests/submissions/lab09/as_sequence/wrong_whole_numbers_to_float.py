# mistake: whole numbers (uint8 images from 0 to 255) come back as float32: the dtype is not kept
# fails: as_sequence.channel: dtype
def as_sequence(images, by):
    """Return images as sequences, [batch, steps, features].

    images  [batch, H, W] or [batch, 1, H, W]
    by      "rows", "columns" or "pixels" (row after row)
    """
    if images.dim() == 4:
        images = images.squeeze(1)
    if not images.is_floating_point():
        images = images.float()
    if by == "rows":
        return images
    if by == "columns":
        return images.transpose(1, 2)
    return images.flatten(1).unsqueeze(-1)
