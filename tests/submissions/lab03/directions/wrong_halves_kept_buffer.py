# mistake: one buffer for each size is filled anew
# fails: directions.halves: wrote over it
buffers = {}


def split_directions(output, hidden_size):
    shape = (2, *output.shape[:2], hidden_size)
    kept = buffers.setdefault((shape, output.dtype, output.device), output.new_zeros(shape)).detach()
    kept[0], kept[1] = output[..., :hidden_size], output[..., hidden_size:]
    return kept[0], kept[1]


def sum_directions(output, hidden_size):
    return output[..., :hidden_size] + output[..., hidden_size:]
