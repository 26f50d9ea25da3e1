# mistake: birnn is left in eval mode
# fails: reverse.anywhere: the mode
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            weight.copy_(getattr(birnn, name + "_reverse"))
    birnn.eval()
    return rnn(x.flip(1))[0].flip(1)
