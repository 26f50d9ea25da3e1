# mistake: the tensor itself
# fails: which_output.choice: Expected a text but got Tensor
rnn = nn.RNN(3, 4, batch_first=True)
output, state = rnn(torch.randn(2, 5, 3))
state_equals = output[:, -1]
