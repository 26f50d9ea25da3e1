# style: a real layer on meta runs under no_grad; the shapes as lists from tensors of sizes
@torch.no_grad()
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    x = torch.empty(batch_size, seq_len, 7, device="meta")
    layer = nn.RNN(7, hidden_size, num_layers, bidirectional=bidirectional, batch_first=True, device="meta")
    return tuple([int(n) for n in torch.tensor(part.shape)] for part in layer(x))
