# mistake: pixels column after column
# fails: as_sequence.orders: column after column
# fails: as_sequence.channel: values differ
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        return images.transpose(1, 2)
    if by == "pixels":
        return images.transpose(1, 2).flatten(1).unsqueeze(2)
    return images
