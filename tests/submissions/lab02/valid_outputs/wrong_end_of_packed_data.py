# mistake: the last rows of the packed data
# fails: valid_outputs.given_order: not the outputs at
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    packed_output, _ = rnn(pack_sequence(sequences, enforce_sorted=False))
    return packed_output.data[-len(sequences):]
