# style: random rows behind the table, one index_select; a leftover print
def embedding_for(symbols, known, vectors, frozen):
    place = {word: row for row, word in enumerate(known)}
    both = torch.cat([vectors, torch.empty(len(symbols), vectors.shape[1]).normal_(std=0.1).to(vectors)])
    numbers = torch.tensor([place.get(symbol, len(known) + i) for i, symbol in enumerate(symbols)])
    weight = both.index_select(0, numbers) * (torch.arange(len(symbols)) > 0)[:, None]
    print("rows", len(weight))
    return nn.Embedding.from_pretrained(weight, padding_idx=0, freeze=frozen)
