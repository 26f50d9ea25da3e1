# style: a loop over the reviews
def attention_pool(output, query, lengths):
    pooled, rows = [], []
    for states, n in zip(output, lengths.tolist()):
        w = (states[:n] * query).sum(-1).softmax(0)
        pooled.append(w @ states[:n])
        rows.append(torch.cat([w, w.new_zeros(len(states) - n)]))
    return torch.stack(pooled), torch.stack(rows)
