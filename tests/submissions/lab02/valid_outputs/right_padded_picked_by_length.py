# style: padded, picked by length: later padding cannot reach back in one direction
def last_valid_outputs(rnn, sequences):
    out, _ = rnn(pad_sequence(sequences, batch_first=True))
    return torch.stack([out[i, len(s) - 1] for i, s in enumerate(sequences)])
