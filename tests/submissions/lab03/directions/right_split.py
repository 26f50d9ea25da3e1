# style: torch.split, a list, an extra print
def split_directions(output, hidden_size):
    forward, backward = torch.split(output, hidden_size, dim=2)
    print(forward.shape, backward.shape)
    return [forward, backward]


def sum_directions(output, hidden_size):
    forward, backward = split_directions(output, hidden_size)
    return torch.add(forward, backward)
