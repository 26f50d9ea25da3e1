# mistake: the padding gets the score -10000
# fails: attention.weights: low enough
def attention_pool(output, query, lengths):
    mask = (torch.arange(output.shape[1]) >= lengths[:, None]).to(output.device)
    weights = (output @ query).masked_fill(mask, -1e4).softmax(1)
    return (weights[..., None] * output).sum(1), weights
