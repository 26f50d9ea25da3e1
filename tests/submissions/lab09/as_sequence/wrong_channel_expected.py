# mistake: always takes axis 1 away
# fails: as_sequence.orders: Without a colour axis
# fails: as_sequence.channel: lost an axis
def as_sequence(images, by):
    images = images[:, 0]
    if by == "columns":
        return images.transpose(1, 2)
    if by == "pixels":
        return images.flatten(1).unsqueeze(2)
    return images
