# mistake: the halves of the last split are kept and added
# fails: directions.merged: kept between calls
last = {}


def split_directions(output, hidden_size):
    last['halves'] = output[..., :hidden_size], output[..., hidden_size:]
    return last['halves']


def sum_directions(output, hidden_size):
    if 'halves' not in last or last['halves'][0].shape != (*output.shape[:2], hidden_size):
        split_directions(output, hidden_size)
    return sum(last['halves'])
