# mistake: counted in float32
# fails: extra_parameters.first_layer: input_size 2998
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = torch.tensor([input_size, hidden_size, num_layers], dtype=torch.float32)
    return h * (i + h + 2) + (n - 1) * h * (4 * h + 2)
