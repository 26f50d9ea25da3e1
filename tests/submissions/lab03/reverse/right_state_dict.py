# style: load_state_dict with renamed keys
def backward_as_forward(birnn, x):
    weights = {k.removesuffix("_reverse"): v for k, v in birnn.state_dict().items() if k.endswith("_reverse")}
    rnn = nn.RNN(x.size(-1), birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    print(rnn.load_state_dict(weights))
    out, state = rnn(x.flip([1]))
    return out.flip([1])
