# style: moved to the lab's device, called with a dict, leftover prints
def make_birnn(input_size, hidden_size, num_layers):
    sizes = {"hidden_size": hidden_size, "input_size": input_size, "num_layers": num_layers}
    print(sizes)
    layer = nn.RNN(**sizes, batch_first=True, bidirectional=True, dropout=0, nonlinearity="tanh").to(device).train()
    assert layer(torch.rand(2, 3, input_size, device=device))[0].shape[-1] == 2 * hidden_size
    return layer
