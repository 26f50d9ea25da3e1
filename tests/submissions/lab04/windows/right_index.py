# style: an index tensor
def windows(indices, batch_size, seq_len):
    per_row = int((indices.shape[0] - 1) / batch_size)
    places = torch.arange(batch_size, device=indices.device)[:, None] * per_row + torch.arange(per_row, device=indices.device)
    return [(indices[p], indices[p + 1]) for p in torch.split(places, seq_len, dim=1)]
