# mistake: only the first hundred words are looked at
# fails: attention.weights: With 140 words
# fails: attention.pooled: With 140 words
def attention_pool(output, query, lengths):
    mask = (torch.arange(output.shape[1]) >= lengths.clamp(max=100)[:, None]).to(output.device)
    weights = (output @ query).masked_fill(mask, float("-inf")).softmax(1)
    return (weights[..., None] * output).sum(1), weights
