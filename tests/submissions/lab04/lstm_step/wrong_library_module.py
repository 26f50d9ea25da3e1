# mistake: a layer of PyTorch, made in each call, draws random weights first
# fails: lstm_step.any_input: random numbers
def lstm_step(x_t, h, c, weights):
    cell = nn.LSTMCell(x_t.shape[1], h.shape[1]).to(x_t)
    cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh = [nn.Parameter(w) for w in weights]
    return cell(x_t, (h, c))
