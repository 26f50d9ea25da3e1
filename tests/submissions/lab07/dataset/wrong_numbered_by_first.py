# mistake: topics numbered as they come
# fails: dataset.targets: first text
class NewsDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        self.samples = [text for _, text in pairs]
        order = {}
        self.targets = torch.tensor([order.setdefault(label, len(order)) for label, _ in pairs])
        self.n_targets = int(self.targets.max()) + 1

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.samples[i], self.targets[i]
