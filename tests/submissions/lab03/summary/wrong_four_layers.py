# mistake: a table of rows for up to four layers
# fails: summary.layers: num_layers = 6: the summary differs
def sequence_summary(state, num_layers):
    rows = {1: (0, 1), 2: (2, 3), 3: (4, 5), 4: (6, 7)}.get(num_layers, (6, 7))
    return torch.cat([state[r] for r in rows], dim=-1)
