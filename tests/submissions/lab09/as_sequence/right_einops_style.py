# style: permute and reshape, one branch for each order
def as_sequence(images: torch.Tensor, by: str) -> torch.Tensor:
    if images.ndim == 4:
        images = images[:, 0]
    n, height, width = images.shape
    if by == "rows":
        return images
    elif by == "columns":
        return images.permute(0, 2, 1)
    elif by == "pixels":
        return images.reshape(n, height * width, 1)
    raise ValueError(by)
