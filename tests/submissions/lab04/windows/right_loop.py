# style: a loop with torch.stack
# training
def windows(indices, batch_size, seq_len):
    row = (indices.numel() - 1) // batch_size
    pairs = []
    for left in range(0, row, seq_len):
        right = min(left + seq_len, row)
        x = torch.stack([indices[b * row + left : b * row + right] for b in range(batch_size)])
        y = torch.stack([indices[b * row + left + 1 : b * row + right + 1] for b in range(batch_size)])
        pairs.append((x, y))
    print(len(pairs), "windows")
    return pairs
