# style: sorted by hand, order undone
def last_valid_outputs(rnn, sequences):
    order = sorted(range(len(sequences)), key=lambda i: -len(sequences[i]))
    packed = pack_sequence([sequences[i] for i in order])
    out, lengths = pad_packed_sequence(rnn(packed)[0], batch_first=True)
    last = out[torch.arange(len(order)), lengths - 1]
    inverse = torch.argsort(torch.tensor(order))
    return last[inverse]
