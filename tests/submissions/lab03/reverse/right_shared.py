# style: parameters handed over instead of copied
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True).to(x)
    for name in ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]:
        setattr(rnn, name, getattr(birnn, name + "_reverse"))
    flipped = torch.flip(x, dims=[1])
    return torch.flip(rnn(flipped)[0], dims=[1])
