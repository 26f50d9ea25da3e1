# mistake: birnn's forward weights overwritten afterwards
# fails: reverse.anywhere: in place
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            weight.copy_(getattr(birnn, name + "_reverse"))
    output, _ = rnn(x.flip(1))
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            getattr(birnn, name).copy_(weight)
    return output.flip(1)
