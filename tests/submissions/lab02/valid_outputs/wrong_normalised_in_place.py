# mistake: large numbers cut off in the caller's tensors
# fails: valid_outputs.any_lengths: changes its argument s0
def last_valid_outputs(rnn, sequences):
    with torch.no_grad():
        for s in sequences:
            s.clamp_(-10, 10)
    return torch.stack([rnn(s[None])[0][0, -1] for s in sequences])
