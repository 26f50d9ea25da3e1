# mistake: PyTorch's own step
# fails: lstm_step.values: your own code
# fails: lstm_step.any_input: your own code
def lstm_step(x_t, h, c, weights):
    return torch.lstm_cell(x_t, (h, c), *weights)
