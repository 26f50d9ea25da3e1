# mistake: the same weight for every word
# fails: attention.weights: same weight
# fails: attention.pooled: no gradient
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    weights = ~padding / lengths.to(output)[:, None]
    weights = weights.to(output.dtype)
    return (weights[..., None] * output).sum(1), weights
