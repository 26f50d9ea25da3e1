# mistake: written for four sequences
# fails: valid_outputs.any_lengths: IndexError
def last_valid_outputs(rnn, sequences):
    packed = pack_sequence(sequences, enforce_sorted=False)
    packed_output, state = rnn(packed)
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output[torch.arange(4), lengths - 1]
