# mistake: one result tensor for each size, written over by later calls
# fails: summary.one_layer: wrote over it
# fails: summary.layers: wrote over it
kept = {}


def sequence_summary(state, num_layers):
    _, b, h = state.shape
    made = kept.setdefault((num_layers > 1, b, h, state.dtype, state.device), state.new_zeros(b, 2 * h)).detach()
    made[:, :h], made[:, h:] = state[-2], state[-1]
    return made
