# style: one stacked tensor that unpacks into two
def split_directions(output, hidden_size):
    return torch.stack([output[:, :, :hidden_size], output[:, :, hidden_size:]])


def sum_directions(output, hidden_size):
    return torch.stack(output.split(hidden_size, -1)).sum(0)
