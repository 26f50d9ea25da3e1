# mistake: n_targets written down
# fails: dataset.targets: is 4
class NewsDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        self.samples = [text for _, text in pairs]
        self.targets = torch.tensor([label - 1 for label, _ in pairs])
        self.n_targets = 4

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i], self.targets[i]
