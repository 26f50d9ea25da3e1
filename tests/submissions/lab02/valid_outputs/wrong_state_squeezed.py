# mistake: state.squeeze(0), right for one layer only
# fails: valid_outputs.given_order: asks for one vector
def last_valid_outputs(rnn, sequences):
    packed = pack_sequence(sequences, enforce_sorted=False)
    packed_output, state = rnn(packed)
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return state.squeeze(0)
