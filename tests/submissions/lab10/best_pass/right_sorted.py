# style: sorted pairs, 0-d tensors
def best_pass(validation_accuracies: list, test_accuracies: list) -> tuple:
    pairs = [(-v, n) for n, v in enumerate(validation_accuracies)]
    _, n = min(pairs)
    return torch.tensor(n), torch.tensor(test_accuracies, dtype=torch.float64)[n]
