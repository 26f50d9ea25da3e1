# mistake: sorted by hand, order not undone
# fails: valid_outputs.given_order: sorted by length
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    ordered = sorted(sequences, key=len, reverse=True)
    packed_output, _ = rnn(pack_sequence(ordered))
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output[torch.arange(len(ordered)), lengths - 1]
