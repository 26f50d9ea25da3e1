# style: a DataLoader and a weighted mean
def evaluate(model: nn.Module, x: torch.Tensor, y: torch.Tensor, batch_size: int = 256) -> float:
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=batch_size)
    kept = model.training
    model.train(False)
    correct = total = 0
    try:
        for inputs, targets in loader:
            with torch.no_grad():
                guesses = torch.argmax(model(inputs), dim=1)
            correct += int((guesses == targets).sum())
            total += targets.size(0)
    finally:
        model.train(kept)
    print("right:", correct)
    return correct / total
