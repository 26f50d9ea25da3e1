# mistake: lists, and tensors without a device
# fails: shift.pairs: device
def shift(documents):
    rows = documents.tolist()
    return torch.tensor([r[:-1] for r in rows]), torch.tensor([r[1:] for r in rows])
