# mistake: the caller's lengths are counted down in place
# fails: attention.weights: argument lengths in place
# fails: attention.pooled: argument lengths in place
def attention_pool(output, query, lengths):
    lengths -= 1
    mask = (torch.arange(output.shape[1]) > lengths[:, None]).to(output.device)
    weights = (output @ query).masked_fill(mask, float("-inf")).softmax(1)
    return (weights[..., None] * output).sum(1), weights
