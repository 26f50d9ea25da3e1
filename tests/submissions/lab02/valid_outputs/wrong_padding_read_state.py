# mistake: padded, never packed, final state
# fails: valid_outputs.given_order: padding was read
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    _, state = rnn(pad_sequence(sequences, batch_first=True))
    return state[-1]
