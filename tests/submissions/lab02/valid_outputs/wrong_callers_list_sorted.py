# mistake: the caller's list sorted in place
# fails: valid_outputs.any_lengths: the list that you were given
def last_valid_outputs(rnn, sequences):
    order = sorted(range(len(sequences)), key=lambda i: len(sequences[i]), reverse=True)
    sequences.sort(key=len, reverse=True)
    packed_output, _ = rnn(pack_sequence(sequences))
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    last = output[torch.arange(len(order)), lengths - 1]
    result = torch.empty_like(last)
    result[order] = last
    return result
