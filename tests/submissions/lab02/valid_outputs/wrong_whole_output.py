# mistake: the whole padded output
# fails: valid_outputs.given_order: asks for one vector
# fails: valid_outputs.any_lengths: has the shape
def last_valid_outputs(rnn, sequences):
    packed = pack_sequence(sequences, enforce_sorted=False)
    packed_output, state = rnn(packed)
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output
