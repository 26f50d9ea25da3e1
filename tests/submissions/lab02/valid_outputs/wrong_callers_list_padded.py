# mistake: the padded tensors put into the caller's list
# fails: valid_outputs.any_lengths: the list that you were given
def last_valid_outputs(rnn, sequences):
    lengths = [len(s) for s in sequences]
    longest = max(lengths)
    for i, s in enumerate(sequences):
        sequences[i] = torch.cat([s, s.new_zeros(longest - len(s), s.shape[1])])
    output, _ = rnn(torch.stack(sequences))
    return torch.stack([o[n - 1] for o, n in zip(output, lengths)])
