# mistake: enforce_sorted left True
# fails: valid_outputs.given_order: enforce_sorted
# fails: valid_outputs.any_lengths: enforce_sorted
def last_valid_outputs(rnn, sequences):
    packed_output, _ = rnn(pack_sequence(sequences))
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output[torch.arange(len(sequences)), lengths - 1]
