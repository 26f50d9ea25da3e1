# style: all at once, as one long vector
def copy_from(rnn, cell):
    values = {"b": cell.bias_ih + cell.bias_hh, "W.weight": cell.weight_ih, "U.weight": cell.weight_hh}
    flat = torch.cat([values[name].detach().flatten() for name, _ in rnn.named_parameters()])
    nn.utils.vector_to_parameters(flat, rnn.parameters())
