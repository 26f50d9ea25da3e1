# mistake: squeeze() on every axis
# fails: as_sequence.channel: lost its axis
def as_sequence(images, by):
    images = images.squeeze()
    if by == "columns":
        return images.transpose(1, 2)
    if by == "pixels":
        return images.flatten(1).unsqueeze(2)
    return images
