# mistake: the caller's states are set to zero in the padding
# fails: attention.weights: in-place
# fails: attention.pooled: in-place
def attention_pool(output, query, lengths):
    mask = (torch.arange(output.shape[1]) >= lengths[:, None]).to(output.device)
    output[mask] = 0
    weights = (output @ query).masked_fill(mask, float("-inf")).softmax(1)
    return (weights[..., None] * output).sum(1), weights
