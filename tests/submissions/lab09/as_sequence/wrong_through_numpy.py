# mistake: through a NumPy array
# fails: as_sequence.channel: device
def as_sequence(images, by):
    array = images.numpy().reshape(len(images), *images.shape[-2:])
    if by == "columns":
        array = array.transpose(0, 2, 1)
    if by == "pixels":
        array = array.reshape(len(array), -1, 1)
    return torch.from_numpy(array.copy())
