# style: einsum with a mask of the layers
def last_layer_state(state):
    chosen = torch.zeros_like(state[:, 0, 0])
    chosen[-1] = 1
    return torch.einsum('l,lbh->bh', chosen, state)
