# mistake: copied in the wrong direction
# fails: reverse.values: all four tensors copied
# fails: reverse.anywhere: in place
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            getattr(birnn, name + "_reverse").copy_(weight)
    output, _ = rnn(x.flip(1))
    return output.flip(1)
