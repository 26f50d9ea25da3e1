# mistake: run under no_grad
# fails: valid_outputs.any_lengths: gradient
def last_valid_outputs(rnn, sequences):
    with torch.no_grad():
        packed = pack_sequence(sequences, enforce_sorted=False)
        packed_output, state = rnn(packed)
        output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output[torch.arange(len(sequences)), lengths - 1]
