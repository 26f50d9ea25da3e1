# mistake: result detached
# fails: reverse.anywhere: gradient can flow
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            weight.copy_(getattr(birnn, name + "_reverse"))
    output, _ = rnn(x.flip(1))
    return output.detach().flip(1)
