# mistake: view for the columns
# fails: as_sequence.orders: view or reshape
# fails: as_sequence.channel: values differ
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        return images.reshape(images.shape[0], images.shape[2], images.shape[1])
    if by == "pixels":
        return images.flatten(1).unsqueeze(2)
    return images
