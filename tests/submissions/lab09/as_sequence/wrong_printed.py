# mistake: printed, not returned
# fails: as_sequence.orders: return
# fails: as_sequence.channel: return
def as_sequence(images, by):
    if images.dim() == 4:
        images = images.squeeze(1)
    if by == "columns":
        images = images.transpose(1, 2)
    if by == "pixels":
        images = images.flatten(1).unsqueeze(2)
    print(images.shape)
