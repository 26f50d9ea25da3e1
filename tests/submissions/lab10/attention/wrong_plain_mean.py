# mistake: the plain mean: the weights are not used
# fails: attention.pooled: plain mean
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    scores = (output @ query).masked_fill(padding, float("-inf"))
    weights = scores.softmax(1)
    return output.mean(1), weights
