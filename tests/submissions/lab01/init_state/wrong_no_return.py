# mistake: no return
# fails: init_state.zeros: return
# fails: init_state.like_the_input: return
def init_state(x, rnn_size):
    state = torch.zeros(x.shape[0], rnn_size, device=x.device, dtype=x.dtype)
