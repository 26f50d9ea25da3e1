# mistake: transposes the caller's state in place: afterwards it is [batch, num_layers, hidden_size]
# fails: last_state.any_state: argument state
def last_layer_state(state):
    """Return the last layer's state.

    state: [num_layers, batch, hidden_size], as nn.RNN returns it
    returns: [batch, hidden_size]
    """
    state.transpose_(0, 1)  # the batch to the front
    return state[:, -1]
