# mistake: the samples are in lower case and without edge spaces: they are not the texts of the pairs
# fails: dataset.items: With capitals, and spaces at the ends: samples (the texts of
class NewsDataset(torch.utils.data.Dataset):
    """Texts and their targets, counted from 0."""

    def __init__(self, pairs):
        """Keep samples (list of str), targets (int64, from 0) and n_targets (highest target + 1).

        pairs: list of (label from 1, text)
        """
        self.samples = [text.strip().lower() for _, text in pairs]
        self.targets = torch.tensor([label - 1 for label, _ in pairs])
        self.n_targets = int(self.targets.max()) + 1

    def __len__(self):
        """Return the number of texts."""
        return len(self.samples)

    def __getitem__(self, i):
        """Return (text, target): a str and an int64 tensor of shape []."""
        return self.samples[i], self.targets[i]
