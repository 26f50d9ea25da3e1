# mistake: masked with -1000: not low enough for large scores
# fails: attention.weights: low enough
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    scores = (output @ query).masked_fill(padding, -1000.0)
    weights = scores.softmax(1)
    return (weights[..., None] * output).sum(1), weights
