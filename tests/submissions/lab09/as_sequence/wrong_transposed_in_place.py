# mistake: transpose_ changes the caller's tensor
# fails: as_sequence.orders: changed the caller
# fails: as_sequence.channel: changed the caller
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        return images.transpose_(1, 2)
    if by == "pixels":
        return images.flatten(1).unsqueeze(2)
    return images
