# style: preallocated rows
def windows(indices, batch_size, seq_len):
    per_row = (len(indices) - 1) // batch_size
    x = torch.empty(batch_size, per_row, dtype=indices.dtype, device=indices.device)
    y = torch.empty_like(x)
    for b in range(batch_size):
        x[b] = indices[b * per_row : (b + 1) * per_row]
        y[b] = indices[b * per_row + 1 : (b + 1) * per_row + 1]
    return list(zip(torch.split(x, seq_len, 1), torch.split(y, seq_len, 1)))
