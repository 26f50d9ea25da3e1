# mistake: lengths not returned
# fails: collate.pipeline: must return
# fails: collate.batch: three tensors
class Collate:
    def __init__(self, load):
        self.nlp = load()

    def __call__(self, batch):
        texts, targets = zip(*batch)
        vectors = [torch.from_numpy(doc.tensor) for doc in self.nlp.pipe(texts)]
        vectors = [v if len(v) else torch.zeros(1, N_FEATURES) for v in vectors]
        lengths = torch.tensor([len(v) for v in vectors])
        return pad_sequence(vectors, batch_first=True), torch.stack(targets)
