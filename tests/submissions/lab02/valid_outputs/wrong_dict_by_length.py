# mistake: results kept in a dict by length
# fails: valid_outputs.any_lengths: same length
def last_valid_outputs(rnn, sequences):
    by_length = {}
    for s in sequences:
        by_length[len(s)] = rnn(s[None])[0][0, -1]
    return torch.stack([by_length[len(s)] for s in sequences])
