# style: chunk and sum of a tuple
def split_directions(output, hidden_size):
    return output.chunk(2, dim=-1)


def sum_directions(output, hidden_size):
    return sum(output.chunk(2, dim=-1))
