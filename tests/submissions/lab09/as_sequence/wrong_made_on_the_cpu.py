# mistake: the result is made on the CPU
# fails: as_sequence.channel: device
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        out = torch.zeros(images.shape[0], images.shape[2], images.shape[1], dtype=images.dtype)
        out[:] = images.transpose(1, 2)
        return out
    return images if by == "rows" else images.flatten(1).unsqueeze(2)
