# style: columns, then turned back; tanh in place on its own sum
def rnn_step(x_t, h, W, U, b):
    total = W @ x_t.T + U @ h.T
    total = total + b.T
    return total.tanh_().T
