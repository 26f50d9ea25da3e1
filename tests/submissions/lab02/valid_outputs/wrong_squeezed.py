# mistake: squeeze drops a batch of one
# fails: valid_outputs.any_lengths: the shape [4]
def last_valid_outputs(rnn, sequences):
    packed = pack_sequence(sequences, enforce_sorted=False)
    packed_output, state = rnn(packed)
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output[torch.arange(len(sequences)), lengths - 1].squeeze()
