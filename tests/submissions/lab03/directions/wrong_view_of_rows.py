# mistake: view over batch and steps fails for a real layer's output
# fails: directions.halves: view size
def split_directions(output, hidden_size):
    both = output.view(-1, 2, hidden_size)
    return both[:, 0].reshape(*output.shape[:2], -1), both[:, 1].reshape(*output.shape[:2], -1)


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]
