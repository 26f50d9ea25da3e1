# mistake: torch.stack fails for an empty text
# fails: collate.batch: with an empty text
class Collate:
    def __init__(self, load):
        self.nlp = load()

    def __call__(self, batch):
        texts, targets = zip(*batch)
        vectors = [torch.stack([torch.from_numpy(t.vector) for t in doc]) for doc in self.nlp.pipe(texts)]
        lengths = torch.tensor([len(v) for v in vectors])
        return pad_sequence(vectors, batch_first=True), lengths, torch.stack(targets)
