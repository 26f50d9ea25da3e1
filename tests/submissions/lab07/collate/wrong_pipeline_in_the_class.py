# mistake: pipeline kept in the class
# fails: collate.pipeline: in self, not in the class
# fails: collate.batch: in self, not in the class
class Collate:
    nlp = None

    def __init__(self, load):
        if Collate.nlp is None:
            Collate.nlp = load()

    def __call__(self, batch):
        texts, targets = zip(*batch)
        vectors = [torch.from_numpy(doc.tensor) for doc in Collate.nlp.pipe(texts)]
        vectors = [v if len(v) else torch.zeros(1, N_FEATURES) for v in vectors]
        lengths = torch.tensor([len(v) for v in vectors])
        return pad_sequence(vectors, batch_first=True), lengths, torch.stack(targets)
