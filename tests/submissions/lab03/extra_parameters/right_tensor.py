# style: a 0-d tensor
def extra_parameters(input_size, hidden_size, num_layers):
    later = torch.full((num_layers - 1,), 4 * hidden_size**2 + 2 * hidden_size)
    return hidden_size * (input_size + hidden_size + 2) + later.sum()
