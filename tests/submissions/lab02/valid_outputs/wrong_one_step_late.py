# mistake: length for length - 1, held inside the box
# fails: valid_outputs.given_order: length - 1
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    packed = pack_sequence(sequences, enforce_sorted=False)
    packed_output, state = rnn(packed)
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output[torch.arange(len(sequences)), lengths.clamp(max=output.shape[1] - 1)]
