# mistake: order undone by looking up the length
# fails: valid_outputs.any_lengths: same length
def last_valid_outputs(rnn, sequences):
    ordered = sorted(sequences, key=len, reverse=True)
    packed_output, _ = rnn(pack_sequence(ordered))
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    last = output[torch.arange(len(ordered)), lengths - 1]
    lengths = lengths.tolist()
    return torch.stack([last[lengths.index(len(s))] for s in sequences])
