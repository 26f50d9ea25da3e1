# style: unpacked time-first and indexed that way
def last_valid_outputs(rnn, sequences):
    out, lengths = pad_packed_sequence(rnn(pack_sequence(sequences, enforce_sorted=False))[0])
    return out[lengths - 1, torch.arange(len(sequences))]
