# style: torch.func.functional_call, indices instead of flip
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    weights = {name: getattr(birnn, f"{name}_reverse") for name, _ in rnn.named_parameters()}
    order = torch.arange(x.shape[1] - 1, -1, -1, device=x.device)
    output, _ = torch.func.functional_call(rnn, weights, (x[:, order],))
    return output[:, order]
