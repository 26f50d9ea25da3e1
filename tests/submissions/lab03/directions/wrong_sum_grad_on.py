# mistake: gradients are switched on
# fails: directions.merged: gradient mode
def split_directions(output, hidden_size):
    return output[..., :hidden_size], output[..., hidden_size:]


def sum_directions(output, hidden_size):
    torch.set_grad_enabled(True)
    return output[..., :hidden_size] + output[..., hidden_size:]
