# style: a loop over the sequences
def sequence_summary(state, num_layers):
    rows = []
    for b in range(state.size(1)):
        rows.append(torch.cat([state[-2, b], state[-1, b]]))
    return torch.stack(rows)
