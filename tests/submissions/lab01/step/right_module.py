# style: layers of nn from the set-up cell and tanh by its definition
def rnn_step(x_t, h, W, U, b):
    s = x_t.matmul(W.transpose(0, 1)) + h.matmul(U.transpose(0, 1)) + b
    return 2 * torch.sigmoid(2 * s) - 1
