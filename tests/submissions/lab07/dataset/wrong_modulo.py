# mistake: only the last label moved
# fails: dataset.targets: modulo
# fails: trained.topics: one topic too high
# training
class NewsDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        self.samples = [text for _, text in pairs]
        last = max(label for label, _ in pairs)
        self.targets = torch.tensor([label % last for label, _ in pairs])
        self.n_targets = last

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i], self.targets[i]
