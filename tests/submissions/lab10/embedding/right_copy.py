# style: nn.Embedding, filled under no_grad, requires_grad_
def embedding_for(symbols, words, vectors, frozen):
    made = nn.Embedding(len(symbols), vectors.size(1), padding_idx=0, dtype=vectors.dtype)
    rows = dict(zip(words, vectors))
    with torch.no_grad():
        made.weight.mul_(0.05)
        for i, symbol in enumerate(symbols[1:], start=1):
            if symbol in rows:
                made.weight[i].copy_(rows[symbol])
    made.weight.requires_grad_(not frozen)
    return made
