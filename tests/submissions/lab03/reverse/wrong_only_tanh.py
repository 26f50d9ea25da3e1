# mistake: the new layer always has the tanh
# fails: reverse.anywhere: a relu layer: the result differs
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, batch_first=True, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            weight.copy_(getattr(birnn, name + "_reverse"))
    return rnn(x.flip(1))[0].flip(1)
