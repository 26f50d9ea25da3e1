# style: labels as a tensor first
class NewsDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        labels, texts = zip(*pairs)
        self.samples = list(texts)
        self.targets = torch.tensor(labels, dtype=torch.long) - 1
        self.n_targets = max(labels)

    def __len__(self):
        return self.targets.shape[0]

    def __getitem__(self, i):
        return self.samples[i], self.targets[i]
