# mistake: batch_first forgotten
# fails: reverse.values: all four tensors copied
# fails: reverse.anywhere: the result differs
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, device=x.device, dtype=x.dtype)
    with torch.no_grad():
        for name, weight in rnn.named_parameters():
            weight.copy_(getattr(birnn, name + "_reverse"))
    output, _ = rnn(x.flip(1))
    return output.flip(1)
