# mistake: the two results swapped
# fails: attention.weights: swapped
# fails: attention.pooled: swapped
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    scores = (output @ query).masked_fill(padding, float("-inf"))
    weights = scores.softmax(1)
    return weights, (weights[..., None] * output).sum(1)
