# mistake: batches padded to the longest so far
# fails: collate.pipeline: second time
# fails: collate.batch: [batch, longest, 96]
class Collate:
    def __init__(self, load):
        self.nlp, self.longest = load(), 0

    def __call__(self, batch):
        texts, targets = zip(*batch)
        vectors = [torch.from_numpy(doc.tensor) for doc in self.nlp.pipe(texts)]
        vectors = [v if len(v) else torch.zeros(1, N_FEATURES) for v in vectors]
        lengths = torch.tensor([len(v) for v in vectors])
        padded = pad_sequence(vectors, batch_first=True)
        self.longest = max(self.longest, padded.shape[1]) + 1
        return F.pad(padded, (0, 0, 0, self.longest - padded.shape[1])), lengths, torch.stack(targets)
