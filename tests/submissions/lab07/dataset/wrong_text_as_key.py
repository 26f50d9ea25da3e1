# mistake: an item's target is looked up by its text: when a text comes twice with two labels, both get the last label
# fails: dataset.items: the target of an item (dataset[i] gives target number i, the
class NewsDataset(torch.utils.data.Dataset):
    """Texts and their targets, counted from 0."""

    def __init__(self, pairs):
        """Keep samples (list of str), targets (int64, from 0) and n_targets (highest target + 1).

        pairs: list of (label from 1, text)
        """
        self.samples = [text for _, text in pairs]
        self.targets = torch.tensor([label - 1 for label, _ in pairs])
        self.n_targets = int(self.targets.max()) + 1
        self.target_of = dict(zip(self.samples, self.targets))

    def __len__(self):
        """Return the number of texts."""
        return len(self.samples)

    def __getitem__(self, i):
        """Return (text, target): a str and an int64 tensor of shape []."""
        text = self.samples[i]
        return text, self.target_of[text]
