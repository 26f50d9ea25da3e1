# mistake: pipeline loaded for every batch
# fails: collate.pipeline: every batch
class Collate:
    def __init__(self, load):
        self.load = load

    def __call__(self, batch):
        nlp = self.load()
        texts, targets = zip(*batch)
        vectors = [torch.from_numpy(doc.tensor) for doc in nlp.pipe(texts)]
        vectors = [v if len(v) else torch.zeros(1, N_FEATURES) for v in vectors]
        lengths = torch.tensor([len(v) for v in vectors])
        return pad_sequence(vectors, batch_first=True), lengths, torch.stack(targets)
