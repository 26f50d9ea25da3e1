# mistake: the weights are detached
# fails: attention.pooled: no gradient
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    scores = (output @ query).masked_fill(padding, float("-inf"))
    weights = scores.softmax(1)
    weights = weights.detach()
    return (weights[..., None] * output).sum(1), weights
