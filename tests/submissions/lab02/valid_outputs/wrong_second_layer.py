# mistake: the second layer, where there may be three
# fails: valid_outputs.given_order: last valid step
def last_valid_outputs(rnn, sequences):
    _, h = rnn(pack_sequence(sequences, enforce_sorted=False))
    return h[min(1, len(h) - 1)]
