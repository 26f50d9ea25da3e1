# mistake: targets as floats
# fails: dataset.items: int64
# fails: dataset.targets: int64
# fails: trained.topics: On new texts
# training
class NewsDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        self.samples = [text for _, text in pairs]
        self.targets = torch.tensor([label - 1.0 for label, _ in pairs])
        self.n_targets = int(self.targets.max()) + 1

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i], self.targets[i]
