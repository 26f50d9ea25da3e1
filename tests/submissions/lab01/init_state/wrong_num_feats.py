# mistake: num_feats numbers, not rnn_size
# fails: init_state.zeros: one state a sequence
def init_state(x, rnn_size):
    return torch.zeros_like(x[:, 0])
