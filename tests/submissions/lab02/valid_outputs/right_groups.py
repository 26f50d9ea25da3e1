# style: sequences of one length together, without packing
def last_valid_outputs(rnn, sequences):
    out = [None] * len(sequences)
    for n in {len(s) for s in sequences}:
        rows = [i for i, s in enumerate(sequences) if len(s) == n]
        h = rnn(torch.stack([sequences[i] for i in rows]))[1][-1]
        for i, v in zip(rows, h):
            out[i] = v
    return torch.stack(out)
