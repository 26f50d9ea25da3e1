# mistake: squeeze() at the end, batch of one lost
# fails: as_sequence.channel: squeeze()
def as_sequence(images, by):
    images = images.reshape(-1, *images.shape[-2:])
    if by == "columns":
        return images.transpose(1, 2).squeeze()
    if by == "pixels":
        return images.flatten(1)[:, :, None]
    return images.squeeze()
