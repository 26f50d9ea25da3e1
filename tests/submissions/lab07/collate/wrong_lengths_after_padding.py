# mistake: lengths taken after padding
# fails: collate.batch: after padding
class Collate:
    def __init__(self, load):
        self.nlp = load()

    def __call__(self, batch):
        texts, targets = zip(*batch)
        vectors = [torch.from_numpy(doc.tensor) for doc in self.nlp.pipe(texts)]
        vectors = [v if len(v) else torch.zeros(1, N_FEATURES) for v in vectors]
        padded = pad_sequence(vectors, batch_first=True)
        lengths = torch.tensor([len(row) for row in padded])
        return padded, lengths, torch.stack(targets)
