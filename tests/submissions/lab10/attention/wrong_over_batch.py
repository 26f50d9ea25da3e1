# mistake: softmax over the batch
# fails: attention.weights: over the batch
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    scores = (output @ query).masked_fill(padding, -1e9)
    weights = scores.softmax(0)
    return (weights[..., None] * output).sum(1), weights
