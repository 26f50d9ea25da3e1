# mistake: rotated the other way
# fails: as_sequence.orders: from the bottom
# fails: as_sequence.channel: values differ
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        return torch.rot90(images, -1, (1, 2))
    if by == "pixels":
        return images.flatten(1).unsqueeze(2)
    return images
