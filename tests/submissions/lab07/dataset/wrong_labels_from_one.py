# mistake: labels left at 1 to 4
# fails: dataset.targets: count from 1
# fails: trained.topics: On new texts
# training
class NewsDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        self.samples = [text for _, text in pairs]
        self.targets = torch.tensor([label for label, _ in pairs])
        self.n_targets = int(self.targets.max())

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i], self.targets[i]
