# style: pairs kept, the rest made from them
class NewsDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        super().__init__()
        self.pairs = list(pairs)
        self.targets = torch.stack([torch.tensor(p[0]) for p in self.pairs]).long().sub(1)

    @property
    def samples(self):
        return [p[1] for p in self.pairs]

    @property
    def n_targets(self):
        return self.targets.max() + 1

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, i):
        return self.pairs[i][1], self.targets[i]
