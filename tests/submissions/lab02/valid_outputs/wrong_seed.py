# mistake: sets the seed
# fails: valid_outputs.any_lengths: random numbers
def last_valid_outputs(rnn, sequences):
    torch.manual_seed(0)
    return torch.stack([rnn(s[None])[0][0, -1] for s in sequences])
