# mistake: hidden weights of the forward direction
# fails: reverse.values: all four tensors copied
# fails: reverse.anywhere: the result differs
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            weight.copy_(getattr(birnn, name + "_reverse"))
        rnn.weight_hh_l0.copy_(birnn.weight_hh_l0)
    output, _ = rnn(x.flip(1))
    return output.flip(1)
