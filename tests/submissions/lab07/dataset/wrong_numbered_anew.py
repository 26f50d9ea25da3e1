# mistake: labels numbered anew in each part
# fails: dataset.targets: keep their numbers
class NewsDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        self.samples = [text for _, text in pairs]
        self.targets = torch.unique(torch.tensor([label for label, _ in pairs]), return_inverse=True)[1]
        self.n_targets = int(self.targets.max()) + 1

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i], self.targets[i]
