# mistake: only the steps where a direction ends
# fails: directions.halves: every step
def split_directions(output, hidden_size):
    return output[:, -1, :hidden_size], output[:, 0, hidden_size:]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]
