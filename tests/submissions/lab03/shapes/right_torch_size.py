# style: torch.Size, in a list
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    directions = {True: 2, False: 1}[bidirectional]
    return [torch.Size([batch_size, seq_len, directions * hidden_size]),
            torch.Size([directions * num_layers, batch_size, hidden_size])]
