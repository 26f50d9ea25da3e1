# mistake: unpacked without batch_first, read as batch-first
# fails: valid_outputs.given_order: IndexError
# fails: valid_outputs.any_lengths: IndexError
def last_valid_outputs(rnn, sequences):
    packed_output, _ = rnn(pack_sequence(sequences, enforce_sorted=False))
    output, lengths = pad_packed_sequence(packed_output)
    return output[torch.arange(len(sequences)), lengths - 1]
