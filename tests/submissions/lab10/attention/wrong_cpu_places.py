# mistake: places made on the CPU
# fails: attention.weights: same device
def attention_pool(output, query, lengths):
    padding = torch.arange(output.shape[1]) >= lengths[:, None]
    scores = (output @ query).masked_fill(padding, float("-inf"))
    weights = scores.softmax(1)
    return (weights[..., None] * output).sum(1), weights
