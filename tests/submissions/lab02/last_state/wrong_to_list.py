# mistake: rebuilt from a Python list
# fails: last_state.any_state: dtype
def last_layer_state(state):
    return torch.tensor(state[-1].tolist())
