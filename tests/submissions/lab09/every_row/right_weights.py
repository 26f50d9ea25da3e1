# style: the head's weights by hand
# training
def logits_by_step(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    output, *rest = model.rnn(x)
    return torch.einsum("bsh,ch->bsc", output, model.head.weight) + model.head.bias
