# mistake: asks for CUDA, not for the input
# fails: init_state.like_the_input: Something is made on the CPU
def init_state(x, rnn_size):
    return torch.zeros(x.shape[0], rnn_size, dtype=x.dtype, device='cuda' if x.is_cuda else 'cpu')
