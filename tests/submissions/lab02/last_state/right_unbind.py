# style: unbind and a print
def last_layer_state(state):
    layers = state.unbind(0)
    print(len(layers), 'layers')
    return layers[-1]
