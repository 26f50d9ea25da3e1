# mistake: squeeze_ changes the caller's tensor
# fails: as_sequence.channel: changed the caller
def as_sequence(images, by):
    if images.dim() == 4:
        images.squeeze_(1)
    if by == "columns":
        return images.transpose(1, 2)
    if by == "pixels":
        return images.flatten(1).unsqueeze(2)
    return images
