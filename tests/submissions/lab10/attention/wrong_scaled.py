# mistake: divided by the root of hidden_size
# fails: attention.weights: root of hidden_size
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    scores = (output @ query / output.shape[2] ** 0.5).masked_fill(padding, float("-inf"))
    weights = scores.softmax(1)
    return (weights[..., None] * output).sum(1), weights
