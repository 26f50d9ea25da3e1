# mistake: the colour axis stays
# fails: as_sequence.channel: colour channel is still there
def as_sequence(images, by):
    if by == "columns":
        return images.transpose(-2, -1)
    if by == "pixels":
        return images.flatten(1).unsqueeze(2)
    return images
