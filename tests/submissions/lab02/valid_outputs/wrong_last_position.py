# mistake: output[:, -1] of the padded output
# fails: valid_outputs.given_order: as in output[:, -1]
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    packed = pack_sequence(sequences, enforce_sorted=False)
    packed_output, state = rnn(packed)
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output[:, -1]
