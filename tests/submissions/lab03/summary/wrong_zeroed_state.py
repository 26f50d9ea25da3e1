# mistake: the rows of other layers are set to zero in the caller's state
# fails: summary.layers: in place
def sequence_summary(state, num_layers):
    rows = state.detach() if state.requires_grad else state
    rows[:-2] = 0
    return torch.cat([state[-2], state[-1]], dim=-1)
