# mistake: all pixels in one step
# fails: as_sequence.orders: one step holds all pixels
# fails: as_sequence.channel: by pixels
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        return images.transpose(1, 2)
    if by == "pixels":
        return images.flatten(1).unsqueeze(1)
    return images
