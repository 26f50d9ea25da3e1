# style: the last layer's state of the packed run
def last_valid_outputs(rnn, sequences):
    _, h_n = rnn(pack_sequence(sequences, enforce_sorted=False))
    return h_n[-1]
