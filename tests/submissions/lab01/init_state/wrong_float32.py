# mistake: float32 whatever x is
# fails: init_state.like_the_input: dtype torch.float
def init_state(x, rnn_size):
    return torch.zeros(x.shape[0], rnn_size, device=x.device, dtype=torch.float32)
