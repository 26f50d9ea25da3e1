# mistake: the batch is flattened with its images
# fails: as_sequence.orders: images of the batch come first
# fails: as_sequence.channel: by pixels
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        return images.transpose(1, 2)
    if by == "pixels":
        return images.reshape(1, -1, 1)
    return images
