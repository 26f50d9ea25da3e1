# mistake: switches gradients on for all that follows
# fails: attention.weights: gradient mode
# fails: attention.pooled: gradient mode
def attention_pool(output, query, lengths):
    torch.set_grad_enabled(True)
    mask = (torch.arange(output.shape[1]) >= lengths[:, None]).to(output.device)
    weights = (output @ query).masked_fill(mask, float("-inf")).softmax(1)
    return (weights[..., None] * output).sum(1), weights
