# mistake: adds in float32: for a large layer (over 16 million numbers) the count is rounded
# fails: num_parameters.formula: the count differs
def num_parameters(num_feats, rnn_size):
    """Return the number of learnable numbers in W, U and b, as one number."""
    sizes = torch.tensor([num_feats * rnn_size, rnn_size ** 2, rnn_size], dtype=torch.float32)
    return int(sizes.sum())
