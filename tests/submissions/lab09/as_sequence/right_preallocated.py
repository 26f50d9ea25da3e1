# style: outputs made like the images, filled in loops
def as_sequence(images, by):
    if len(images.shape) == 4:
        images = images.flatten(1, 2)
    b, h, w = images.size()
    if by == "rows":
        return images.clone()
    if by == "columns":
        out = torch.empty(b, w, h, dtype=images.dtype, device=images.device)
        for c in range(w):
            out[:, c, :] = images[:, :, c]
        return out
    out = images.new_zeros((b, h * w, 1))
    for r in range(h):
        out[:, r * w : (r + 1) * w, 0] = images[:, r]
    return out
