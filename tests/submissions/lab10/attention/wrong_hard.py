# mistake: all weight on the best word
# fails: attention.weights: one word
# fails: attention.pooled: no gradient
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    scores = (output @ query).masked_fill(padding, float("-inf"))
    weights = nn.functional.one_hot(scores.argmax(1), output.shape[1]).to(output)
    return (weights[..., None] * output).sum(1), weights
