# mistake: new layer in the default dtype
# fails: reverse.anywhere: float64
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            weight.copy_(getattr(birnn, name + "_reverse"))
    output, _ = rnn(x.flip(1))
    return output.flip(1)
