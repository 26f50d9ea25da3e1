# mistake: padded, never packed, last position
# fails: valid_outputs.given_order: padding was read
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    output, _ = rnn(pad_sequence(sequences, batch_first=True))
    return output[:, -1]
