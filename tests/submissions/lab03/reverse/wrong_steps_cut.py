# mistake: at most a hundred steps are read
# fails: reverse.anywhere: 130
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            weight.copy_(getattr(birnn, name + "_reverse"))
    x = x[:, -100:]
    return rnn(x.flip(1))[0].flip(1)
