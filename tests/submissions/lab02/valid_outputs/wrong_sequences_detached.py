# mistake: the sequences detached
# fails: valid_outputs.any_lengths: the gradient
def last_valid_outputs(rnn, sequences):
    packed = pack_sequence([s.detach() for s in sequences], enforce_sorted=False)
    out, n = pad_packed_sequence(rnn(packed)[0], batch_first=True)
    return out[torch.arange(len(n)), n - 1]
