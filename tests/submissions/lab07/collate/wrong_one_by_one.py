# mistake: texts read one by one
# fails: collate.pipeline: one by one
class Collate:
    def __init__(self, load):
        self.nlp = load()

    def __call__(self, batch):
        texts, targets = zip(*batch)
        vectors = [torch.from_numpy(self.nlp(text).tensor) for text in texts]
        vectors = [v if len(v) else torch.zeros(1, N_FEATURES) for v in vectors]
        lengths = torch.tensor([len(v) for v in vectors])
        return pad_sequence(vectors, batch_first=True), lengths, torch.stack(targets)
