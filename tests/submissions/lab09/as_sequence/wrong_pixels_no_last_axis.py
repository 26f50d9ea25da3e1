# mistake: pixels without the feature axis
# fails: as_sequence.orders: last axis is missing
# fails: as_sequence.channel: by pixels
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        return images.transpose(1, 2)
    if by == "pixels":
        return images.flatten(1)
    return images
