# style: a loop over the steps
def split_directions(output, hidden_size):
    forward, backward = [], []
    for t in range(output.size(1)):
        forward.append(output[:, t, :hidden_size])
        backward.append(output[:, t, -hidden_size:])
    return torch.stack(forward, 1), torch.stack(backward, 1)


def sum_directions(output, hidden_size):
    summed = torch.zeros_like(output[..., :hidden_size])
    for half in output.chunk(2, dim=-1):
        summed = summed + half
    return summed
