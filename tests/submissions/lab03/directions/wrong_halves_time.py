# mistake: sequence cut in two halves of time
# fails: directions.halves: every step
def split_directions(output, hidden_size):
    half = output.shape[1] // 2
    return output[:, :half], output[:, half:]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]
