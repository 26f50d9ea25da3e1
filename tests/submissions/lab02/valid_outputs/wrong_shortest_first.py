# mistake: one at a time, shortest first
# fails: valid_outputs.given_order: sorted by length, shortest first
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    ordered = sorted(sequences, key=lambda s: len(s))
    return torch.stack([rnn(s[None])[0][0, -1] for s in ordered])
