# mistake: joined instead of added
# fails: directions.merged: joined
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    return torch.cat(split_directions(output, hidden_size), dim=-1)
