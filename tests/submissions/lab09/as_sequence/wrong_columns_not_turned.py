# mistake: columns left as rows
# fails: as_sequence.orders: still rows
# fails: as_sequence.channel: by columns
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        return images
    if by == "pixels":
        return images.flatten(1).unsqueeze(2)
    return images
