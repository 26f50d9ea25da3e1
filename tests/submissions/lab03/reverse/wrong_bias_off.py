# mistake: layer made without biases
# fails: reverse.values: biases are missing
# fails: reverse.anywhere: the result differs
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, bias=False, batch_first=True, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            weight.copy_(getattr(birnn, name + "_reverse"))
    output, _ = rnn(x.flip(1))
    return output.flip(1)
