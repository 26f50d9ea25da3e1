# style: targets travel through the pipe
class Collate:
    def __init__(self, load):
        self.nlp = load()

    def __call__(self, batch):
        vectors, targets = [], []
        for doc, target in self.nlp.pipe(batch, as_tuples=True):
            v = torch.from_numpy(doc.tensor)
            vectors.append(v if v.shape[0] > 0 else v.new_zeros(1, 96))
            targets.append(target)
        lengths = torch.tensor(list(map(len, vectors)))
        return [pad_sequence(vectors, batch_first=True), lengths, torch.stack(targets).long()]
