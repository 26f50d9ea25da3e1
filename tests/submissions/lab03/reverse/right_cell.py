# style: an nn.RNNCell and a loop from the end
def backward_as_forward(birnn, x):
    cell = nn.RNNCell(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, device=x.device, dtype=x.dtype)
    cell.weight_ih.data = birnn.weight_ih_l0_reverse.data.clone()
    cell.weight_hh.data = birnn.weight_hh_l0_reverse.data.clone()
    cell.bias_ih.data = birnn.bias_ih_l0_reverse.data.clone()
    cell.bias_hh.data = birnn.bias_hh_l0_reverse.data.clone()
    state, steps = None, []
    for t in reversed(range(x.shape[1])):
        state = cell(x[:, t], state)
        steps.insert(0, state)
    return torch.stack(steps, dim=1)
