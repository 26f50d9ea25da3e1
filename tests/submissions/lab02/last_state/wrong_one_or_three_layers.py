# mistake: writes layer 2 down for stacked layers: fails with two layers, wrong with four
# fails: last_state.top_layer: out of
def last_layer_state(state):
    """Return the last layer's state.

    state: [num_layers, batch, hidden_size], as nn.RNN returns it
    returns: [batch, hidden_size]
    """
    if state.shape[0] == 1:
        return state[0]
    return state[2]
