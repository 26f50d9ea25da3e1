# mistake: n_targets is written into the class, so all data sets share the number of the one that was made last
# fails: dataset.targets: some pairs: n_targets (the highest target of this data set +
class NewsDataset(torch.utils.data.Dataset):
    """Texts and their targets, counted from 0."""

    n_targets = 0

    def __init__(self, pairs):
        """Keep samples (list of str), targets (int64, from 0) and n_targets (highest target + 1).

        pairs: list of (label from 1, text)
        """
        self.samples = [text for _, text in pairs]
        self.targets = torch.tensor([label - 1 for label, _ in pairs])
        NewsDataset.n_targets = int(self.targets.max()) + 1

    def __len__(self):
        """Return the number of texts."""
        return len(self.samples)

    def __getitem__(self, i):
        """Return (text, target): a str and an int64 tensor of shape []."""
        return self.samples[i], self.targets[i]
