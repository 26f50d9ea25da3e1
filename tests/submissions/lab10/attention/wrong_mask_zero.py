# mistake: padded scores set to 0 before the softmax
# fails: attention.weights: e to the 0
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    weights = (output @ query).masked_fill(padding, 0.0).softmax(1)
    return (weights[..., None] * output).sum(1), weights
