# style: token by token, with the course's pad
# training
class Collate:
    def __init__(self, load):
        self.nlp = load()

    def _rows(self, doc):
        rows = [torch.as_tensor(token.vector) for token in doc]
        return torch.stack(rows) if rows else torch.zeros(1, N_FEATURES)

    def __call__(self, batch: list) -> tuple:
        print("batch of", len(batch))
        padded, lengths = pad([self._rows(doc) for doc in self.nlp.pipe(text for text, _ in batch)])
        return padded, lengths, torch.stack([target for _, target in batch])
