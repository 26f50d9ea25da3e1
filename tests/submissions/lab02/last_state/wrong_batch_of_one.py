# mistake: for a batch of one it removes the batch axis and returns all layers as rows
# fails: last_state.top_layer: one vector for every sequence
def last_layer_state(state):
    """Return the last layer's state.

    state: [num_layers, batch, hidden_size], as nn.RNN returns it
    returns: [batch, hidden_size]
    """
    if state.shape[1] == 1:
        return state.squeeze(1)
    return state[-1]
