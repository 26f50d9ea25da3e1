# mistake: state[0] for the last layer
# fails: valid_outputs.given_order: first layer's state
def last_valid_outputs(rnn, sequences):
    packed = pack_sequence(sequences, enforce_sorted=False)
    packed_output, state = rnn(packed)
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return state[0]
