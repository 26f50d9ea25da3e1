# mistake: l0 copied instead of l0_reverse
# fails: reverse.values: end in _reverse
# fails: reverse.anywhere: the result differs
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            weight.copy_(getattr(birnn, name))
    output, _ = rnn(x.flip(1))
    return output.flip(1)
