# style: each sequence alone, preallocated result
def last_valid_outputs(rnn, sequences):
    last = sequences[0].new_empty(len(sequences), rnn.hidden_size)
    for i, s in enumerate(sequences):
        out, _ = rnn(s.unsqueeze(0))
        last[i] = out[0, -1]
    return last
