# mistake: through NumPy
# fails: last_state.any_state: gradient
def last_layer_state(state):
    return torch.from_numpy(state.detach().cpu().numpy()[-1])
