# mistake: the table itself: rows in its order
# fails: embedding.rows: each word of the table
# fails: embedding.learning: one row for each symbol
def embedding_for(symbols, words, vectors, frozen):
    return nn.Embedding.from_pretrained(vectors.clone(), freeze=frozen, padding_idx=0)
