# mistake: length - 2
# fails: valid_outputs.given_order: One step too early
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    packed = pack_sequence(sequences, enforce_sorted=False)
    packed_output, state = rnn(packed)
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output[torch.arange(len(sequences)), lengths - 2]
