# style: a loop, without a base class
# training
class NewsDataset:
    def __init__(self, pairs: list[tuple[int, str]]) -> None:
        samples, targets = [], []
        for pair in pairs:
            targets.append(int(pair[0]) - 1)
            samples.append(pair[1])
        print(len(samples), "texts")
        self.samples: list[str] = samples
        self.targets: torch.Tensor = torch.LongTensor(targets)
        self.n_targets: int = 1 + max(targets)

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> tuple[str, torch.Tensor]:
        return self.samples[index], torch.tensor(self.targets[index].item())
