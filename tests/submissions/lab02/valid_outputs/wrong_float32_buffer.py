# mistake: float32 buffer for the result
# fails: valid_outputs.any_lengths: dtype
def last_valid_outputs(rnn, sequences):
    packed = pack_sequence(sequences, enforce_sorted=False)
    packed_output, state = rnn(packed)
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    last = torch.zeros(len(sequences), rnn.hidden_size)
    for i, n in enumerate(lengths):
        last[i] = output[i, n - 1]
    return last
