# mistake: exchanges the axes only if the shape has to change: square images by columns come back by rows
# fails: as_sequence.channel: differs
def as_sequence(images, by):
    """Return images as sequences, [batch, steps, features].

    images  [batch, H, W] or [batch, 1, H, W]
    by      "rows", "columns" or "pixels" (row after row)
    """
    if images.dim() == 4:
        images = images.squeeze(1)
    batch, height, width = images.shape
    if by == "columns" and height != width:
        images = images.transpose(1, 2)
    elif by == "pixels":
        images = images.reshape(batch, height * width, 1)
    return images
