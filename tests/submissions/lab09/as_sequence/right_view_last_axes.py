# style: view with -1, mT, einsum
def as_sequence(images, by):
    H, W = images.shape[-2:]
    images = images.reshape(-1, H, W)
    orders = {
        "rows": lambda t: t,
        "columns": lambda t: torch.einsum("bhw->bwh", t),
        "pixels": lambda t: t.contiguous().view(len(t), -1, 1),
    }
    return orders[by](images)
