# mistake: a copy is filled, the batch stays zero
# fails: collate.batch: differ
# fails: trained.topics: On new texts
# training
class Collate:
    def __init__(self, load):
        self.nlp = load()

    def __call__(self, batch):
        texts, targets = zip(*batch)
        vectors = [torch.from_numpy(doc.tensor) for doc in self.nlp.pipe(texts)]
        vectors = [v if len(v) else torch.zeros(1, N_FEATURES) for v in vectors]
        lengths = torch.tensor([len(v) for v in vectors])
        padded = torch.zeros(len(texts), int(lengths.max()), N_FEATURES)
        for i, v in enumerate(vectors):
            padded[[i]][0, : len(v)] = v
        return padded, lengths, torch.stack(targets)
