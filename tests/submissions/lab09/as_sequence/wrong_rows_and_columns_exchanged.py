# mistake: rows and columns exchanged
# fails: as_sequence.orders: height and width are exchanged
# fails: as_sequence.channel: by rows
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        return images
    if by == "pixels":
        return images.flatten(1).unsqueeze(2)
    return images.transpose(1, 2)
