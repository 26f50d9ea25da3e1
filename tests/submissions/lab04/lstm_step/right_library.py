# style: PyTorch's own step
def lstm_step(x_t, h, c, weights):
    return torch.lstm_cell(x_t, (h, c), *weights)
