# mistake: targets stay a list
# fails: dataset.items: must be a tensor
# fails: dataset.targets: expected a tensor
class NewsDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        self.samples = [text for _, text in pairs]
        self.targets = [label - 1 for label, _ in pairs]
        self.n_targets = max(self.targets) + 1

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i], self.targets[i]
