# style: lists of rows, columns and points, stacked
def as_sequence(images, by):
    images = images if images.dim() == 3 else images.squeeze(dim=1)
    if by == "rows":
        steps = [images[:, r] for r in range(images.shape[1])]
    elif by == "columns":
        steps = [images[:, :, c] for c in range(images.shape[2])]
    else:
        steps = [images[:, r, c].unsqueeze(1) for r in range(images.shape[1]) for c in range(images.shape[2])]
    print(len(steps), "steps")
    return torch.stack(steps, dim=1)
