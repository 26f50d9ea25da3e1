# mistake: squeeze breaks a batch of one
# fails: summary.one_layer: Your code raised
# fails: summary.layers: Your code raised
def sequence_summary(state, num_layers):
    last = state[-2:].squeeze()
    return torch.cat([last[0].view(-1, state.shape[2]), last[1].view(-1, state.shape[2])], dim=1) if last.dim() == 3 else last[2]
