# style: einsum and a method
def rnn_step(x_t, h, W, U, b):
    return (torch.einsum('bf,uf->bu', x_t, W) + torch.einsum('bv,uv->bu', h, U) + b).tanh()
