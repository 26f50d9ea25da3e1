# mistake: label taken for the text
# fails: dataset.items: texts only
class NewsDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        self.samples = [pair[0] for pair in pairs]
        self.targets = torch.tensor([label - 1 for label, _ in pairs])
        self.n_targets = int(self.targets.max()) + 1

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i], self.targets[i]
