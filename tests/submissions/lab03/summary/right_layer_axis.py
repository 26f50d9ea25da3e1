# style: layer and direction on two axes first; type hints
def sequence_summary(state: torch.Tensor, num_layers: int) -> torch.Tensor:
    _, batch, hidden = state.shape
    per_layer = state.view(num_layers, 2, batch, hidden)
    forward, backward = per_layer[-1]
    print("batch", batch)
    return torch.hstack([forward, backward])
