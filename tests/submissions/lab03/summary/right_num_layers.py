# style: rows counted with num_layers
def sequence_summary(state, num_layers):
    forward = state[2 * num_layers - 2]
    backward = state[2 * num_layers - 1]
    return torch.cat((forward, backward), 1)
