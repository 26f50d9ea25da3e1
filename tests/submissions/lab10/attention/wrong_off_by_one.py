# mistake: > instead of >=: one padded place
# fails: attention.weights: one padded place
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places > lengths.to(output.device)[:, None]
    scores = (output @ query).masked_fill(padding, float("-inf"))
    weights = scores.softmax(1)
    return (weights[..., None] * output).sum(1), weights
