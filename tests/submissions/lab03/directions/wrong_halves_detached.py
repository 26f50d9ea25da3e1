# mistake: halves detached
# fails: directions.halves: gradient
def split_directions(output, hidden_size):
    return output[..., :hidden_size].detach(), output[..., hidden_size:].detach()


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]
